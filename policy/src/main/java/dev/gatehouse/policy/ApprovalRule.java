package dev.gatehouse.policy;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;

/** A rule that wants people's approval before the act, and from whom. */
public record ApprovalRule(Rule rule, Set<UUID> groups, int count, Duration expires) {
    public ApprovalRule {
        groups = Set.copyOf(groups);
    }
}
