package dev.gatehouse.policy;

import java.util.List;
import java.util.UUID;

/**
 * What a permit rests on: the decision, the policy it was made under, and the epochs that must still hold when the act
 * commits.
 *
 * @param rules the bindings, roles and guardrails that determined it
 * @param warnings what guardrails that let it pass say about it
 */
public record Grounds(
        UUID decision,
        long tenantRevision,
        String policyDigest,
        List<SubjectEpoch> epochs,
        List<Rule> rules,
        List<Warning> warnings) {
    public Grounds {
        warnings = List.copyOf(warnings);
        epochs = List.copyOf(epochs);
        rules = List.copyOf(rules);
    }
}
