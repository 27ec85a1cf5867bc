package dev.gatehouse.policy;

import java.util.List;
import java.util.UUID;

/**
 * What a permit rests on: the decision, the policy it was made under, and the epochs that must still hold when the act
 * commits.
 *
 * @param rules the bindings and roles that allowed it
 */
public record Grounds(
        UUID decision, long tenantRevision, String policyDigest, List<SubjectEpoch> epochs, List<Rule> rules) {
    public Grounds {
        epochs = List.copyOf(epochs);
        rules = List.copyOf(rules);
    }
}
