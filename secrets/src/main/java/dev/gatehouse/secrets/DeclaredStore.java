package dev.gatehouse.secrets;

import java.time.Duration;
import java.util.List;

/**
 * A store as a tenant declares it, or the operator configures it, and how it is to be used.
 *
 * @param identity of this revision of the declaration: what was read by another one counts for nothing
 * @param paths which of them secrets may name
 * @param cacheFor how old a value may be that a start gets without asking the store
 * @param keepFor how old one may be that it gets while the store cannot be asked, where that is wanted
 */
public record DeclaredStore(
        String identity,
        SecretStore store,
        PathRules paths,
        OnUnavailable onUnavailable,
        Duration cacheFor,
        Duration keepFor) {
    public DeclaredStore {
        if (cacheFor.isNegative() || keepFor.isNegative()) {
            throw new IllegalArgumentException("a value is not kept for less than no time");
        }
    }

    /** One whose values are read at each start, from any path. */
    public static DeclaredStore plain(String identity, SecretStore store) {
        return new DeclaredStore(identity, store, PathRules.ALL, OnUnavailable.WAIT, Duration.ZERO, Duration.ZERO);
    }

    /** The same with only those paths, which the operator's rules give. */
    public DeclaredStore within(List<String> ofOperator) {
        return new DeclaredStore(
                identity, store, new PathRules(ofOperator, paths.ofTenant()), onUnavailable, cacheFor, keepFor);
    }

    /** How long a value that was read is good for anything. */
    Duration usefulFor() {
        return onUnavailable == OnUnavailable.CACHED && keepFor.compareTo(cacheFor) > 0 ? keepFor : cacheFor;
    }
}
