package dev.gatehouse.policy;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A role that a principal holds in a namespace and below, and why. Ordered by namespace, role, principal and rule.
 *
 * @param rule the version of the resource that gives it: a role binding, or an identity provider that maps groups to roles
 * @param name of that resource
 * @param principal whom it is given to: a subject, or a group that the subject is in
 * @param when the condition that it depends on, as it is written
 * @param expires from when on it is nothing any more
 */
public record Holding(
        String role,
        Namespace namespace,
        Rule rule,
        String name,
        UUID principal,
        Optional<String> when,
        Optional<Instant> expires)
        implements Comparable<Holding> {
    /** What no two holdings share; its order is theirs, and has a namespace before those below it. */
    public String key() {
        return String.join(
                "!", namespace.path(), role, principal.toString(), rule.id().toString());
    }

    @Override
    public int compareTo(Holding other) {
        return key().compareTo(other.key());
    }
}
