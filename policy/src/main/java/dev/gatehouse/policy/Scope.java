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

    boolean covers(Permission permission, Namespace place) {
        return permissions.contains(permission) && namespace.covers(place);
    }

    Rule rule() {
        return new Rule("token", token, 1);
    }
}
