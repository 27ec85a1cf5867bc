package dev.gatehouse.policy;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A role given to subjects and groups on a namespace and all below it.
 *
 * @param rule the version of the resource that gives it: a role binding, or an identity provider that maps groups to roles
 * @param when what has to hold of what is asked; absent for always
 * @param expires from when on it gives nothing
 */
public record Binding(
        Rule rule,
        Namespace namespace,
        String name,
        String role,
        Set<UUID> subjects,
        Set<UUID> groups,
        Optional<Expression> when,
        Optional<Instant> expires) {
    public Binding {
        subjects = Set.copyOf(subjects);
        groups = Set.copyOf(groups);
    }

    /** Whether what it gives depends on what is asked, or when. */
    boolean isConditional() {
        return when.isPresent() || expires.isPresent();
    }
}
