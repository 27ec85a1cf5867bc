package dev.gatehouse.policy;

import java.util.Set;
import java.util.UUID;

/**
 * What a token leaves of its owner's access: these permissions, in this namespace and below. It gives nothing that the
 * owner has not got; what a decision allows is what both allow.
 *
 * @param token its id
 */
public record Scope(UUID token, Set<Permission> permissions, Namespace namespace) {
    public Scope {
        permissions = Set.copyOf(permissions);
    }

    /** That of a token that leaves everything. */
    public static Scope whole(UUID token) {
        return new Scope(token, Permission.ALL, Namespace.ROOT);
    }

    /** Whether it leaves everything, and so decides nothing. */
    public boolean isWhole() {
        return namespace.isRoot() && permissions.size() == Permission.ALL.size();
    }

    /** Whether all that the other leaves, it leaves too. */
    public boolean covers(Scope other) {
        return namespace.covers(other.namespace) && permissions.containsAll(other.permissions);
    }

    boolean covers(Permission permission, Namespace place) {
        return permissions.contains(permission) && namespace.covers(place);
    }

    Rule rule() {
        return new Rule("token", token, 1);
    }
}
