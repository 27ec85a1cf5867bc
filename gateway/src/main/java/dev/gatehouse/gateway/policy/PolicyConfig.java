package dev.gatehouse.gateway.policy;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;
import java.util.Set;

/** What tenants may declare of who may do what. */
@ConfigMapping(prefix = "gatehouse.policy")
public interface PolicyConfig {
    /**
     * Roles, by their names, that identity providers may map groups to although whoever holds them can give access to others,
     * such as {@code Owner}.
     */
    Optional<Set<String>> mappedRoles();
}
