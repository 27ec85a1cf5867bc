package dev.gatehouse.gateway.resource;

import dev.gatehouse.policy.Namespace;
import java.util.UUID;

/**
 * What applying one document came to.
 *
 * @param kind as a manifest writes it
 * @param namespace the root for tenant-scoped kinds
 */
public record Applied(String kind, Namespace namespace, String name, UUID id, long revision, Change change) {
    /** What became of the resource. */
    public enum Change {
        CREATED,
        UPDATED,
        UNCHANGED
    }
}
