package dev.gatehouse.policy;

import java.util.Set;

/** What a role allows. */
public record RoleSpec(String description, Set<Permission> permissions) {
    public RoleSpec {
        if (permissions.isEmpty()) {
            throw new IllegalArgumentException("a role without permissions");
        }
        permissions = Set.copyOf(permissions);
    }
}
