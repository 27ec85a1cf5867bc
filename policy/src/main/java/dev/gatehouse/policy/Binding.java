package dev.gatehouse.policy;

import java.util.Set;
import java.util.UUID;

/** One version of a role binding: a role given to subjects and groups on a namespace and all below it. */
public record Binding(
        UUID id, Namespace namespace, String name, long revision, String role, Set<UUID> subjects, Set<UUID> groups) {
    public Binding {
        subjects = Set.copyOf(subjects);
        groups = Set.copyOf(groups);
    }
}
