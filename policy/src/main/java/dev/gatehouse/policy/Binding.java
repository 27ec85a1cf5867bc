package dev.gatehouse.policy;

import java.util.Set;
import java.util.UUID;

/**
 * A role given to subjects and groups on a namespace and all below it.
 *
 * @param rule the version of the resource that gives it: a role binding, or an identity provider that maps groups to roles
 */
public record Binding(Rule rule, Namespace namespace, String name, String role, Set<UUID> subjects, Set<UUID> groups) {
    public Binding {
        subjects = Set.copyOf(subjects);
        groups = Set.copyOf(groups);
    }
}
