package dev.gatehouse.policy;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;

/** What a guardrail does to what it is about. */
public sealed interface Effect {
    /** Nobody may. */
    record Deny() implements Effect {}

    /**
     * As many people of these groups have to approve it, within that time.
     *
     * @param groups any of them
     */
    record RequireApproval(Set<UUID> groups, int count, Duration expires) implements Effect {
        public RequireApproval {
            if (groups.isEmpty() || count < 1 || !expires.isPositive()) {
                throw new IllegalArgumentException("an approval that nobody can give");
            }
            groups = Set.copyOf(groups);
        }
    }

    /** It is allowed, and those who ask and those who read the record are told. */
    record Warn() implements Effect {}
}
