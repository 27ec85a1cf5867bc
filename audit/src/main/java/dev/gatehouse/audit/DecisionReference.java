package dev.gatehouse.audit;

import java.util.List;
import java.util.UUID;

/** The decision an act rests on: its id, the policy that made it, and the rules that determined it. */
public record DecisionReference(UUID id, String policyDigest, List<String> rules) {
    public DecisionReference {
        rules = List.copyOf(rules);
    }
}
