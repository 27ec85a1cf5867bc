package dev.gatehouse.gateway.proof;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.audit.Leaf;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Which events of a tenant are wanted.
 *
 * @param after the last event of the page before
 * @param code only events of this code
 * @param execution only events of this execution
 * @param since only events from then on
 * @param text only events with a committed value that contains it
 */
record EventSearch(
        Optional<UUID> after,
        Optional<String> code,
        Optional<UUID> execution,
        Optional<Instant> since,
        Optional<String> text,
        int limit) {

    /**
     * One event as the search answers it.
     *
     * @param index its place in the tree, absent until it has one
     * @param leaf the leaf, parsed; its bytes are in the entry bundles
     * @param details the values behind its commitments, where they are kept
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Item(Optional<Long> index, JsonNode leaf, Map<String, JsonNode> details) {}

    /** A row as it is stored. */
    record Row(UUID id, Optional<Long> index, Leaf leaf) {}
}
