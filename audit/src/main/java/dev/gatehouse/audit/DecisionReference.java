package dev.gatehouse.audit;

import java.util.List;
import java.util.UUID;

/**
 * The decision an act rests on, or that denied it: its id, the policy that made it, and the rules that determined it.
 *
 * @param nearMisses what would have allowed a denied act, but for one thing: codes and ids
 * @param explanation why an act was denied, in words for the tenant's administrators
 */
public record DecisionReference(
        UUID id, String policyDigest, List<String> rules, List<String> nearMisses, List<String> explanation) {
    public DecisionReference {
        rules = List.copyOf(rules);
        nearMisses = List.copyOf(nearMisses);
        explanation = List.copyOf(explanation);
    }

    /** One that its rules explain. */
    public DecisionReference(UUID id, String policyDigest, List<String> rules) {
        this(id, policyDigest, rules, List.of(), List.of());
    }
}
