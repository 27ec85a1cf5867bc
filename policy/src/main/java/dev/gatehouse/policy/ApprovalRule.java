package dev.gatehouse.policy;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;

/**
 * A guardrail that wants people's approval before the act, and whose.
 *
 * @param name of the guardrail, as {@code namespace/name}
 * @param message a sentence for whoever asks or decides; may be empty
 */
public record ApprovalRule(Rule rule, String name, String message, Set<UUID> groups, int count, Duration expires) {
    public ApprovalRule {
        groups = Set.copyOf(groups);
    }
}
