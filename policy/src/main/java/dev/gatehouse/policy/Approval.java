package dev.gatehouse.policy;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * That people approved a start: of exactly the question it was given for, and of these rules as they were then.
 *
 * @param id of the approval
 * @param rules those for which enough of the people who said yes are still who they were
 * @param approvers these people, each at the epoch of their yes
 */
public record Approval(UUID id, Set<Rule> rules, List<SubjectEpoch> approvers) {
    public Approval {
        rules = Set.copyOf(rules);
        approvers = List.copyOf(approvers);
    }
}
