package dev.gatehouse.gateway.explanation;

import dev.gatehouse.policy.NearMiss;
import dev.gatehouse.policy.Rule;
import java.util.List;

/**
 * What policy says about a permission that somebody would like to use.
 *
 * @param forUser why, in words that hold no rule and nobody's name
 * @param forAdministrators why, with every rule
 * @param rules what gives it
 * @param nearMisses what would give it, but for one thing
 */
record Check(
        boolean allowed, String forUser, List<String> forAdministrators, List<Rule> rules, List<NearMiss> nearMisses) {
    Check {
        forAdministrators = List.copyOf(forAdministrators);
        rules = List.copyOf(rules);
        nearMisses = List.copyOf(nearMisses);
    }
}
