package dev.gatehouse.gateway.policy;

import dev.gatehouse.policy.Permission;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Set;

/**
 * The roles that identity providers may map groups to. One whose holders can give access is none of them unless the
 * operator names it: who edits groups at an identity provider is not for that reason an owner here. Immutable.
 */
@Singleton
public final class MappableRoles {
    private final Set<String> named;

    public MappableRoles(PolicyConfig config) {
        this.named = Set.copyOf(config.mappedRoles().orElse(Set.of()));
    }

    /** Whether a role of that name and with these permissions is one. */
    public boolean include(String name, Collection<Permission> permissions) {
        return named.contains(name) || permissions.stream().noneMatch(Permission::givesAccess);
    }
}
