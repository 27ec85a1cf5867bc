package dev.gatehouse.policy;

import java.util.Set;
import java.util.UUID;

/**
 * That people approved a start: of exactly the question it was given for, and of these rules as they were then.
 *
 * @param id of the approval
 */
public record Approval(UUID id, Set<Rule> rules) {
    public Approval {
        rules = Set.copyOf(rules);
    }
}
