package dev.gatehouse.gateway.scim.directory;

import java.util.UUID;

/** Where a page begins. */
public sealed interface Start {
    /** After so many resources; all are counted anew. */
    record At(long offset) implements Start {}

    /**
     * After the resource of an id, in the order of ids, whether it is still there or not: found at once, wherever it is.
     *
     * @param total how many there were on the first page
     */
    record After(UUID id, long total) implements Start {}
}
