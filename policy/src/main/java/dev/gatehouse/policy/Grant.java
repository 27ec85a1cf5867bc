package dev.gatehouse.policy;

import java.util.Optional;
import java.util.UUID;

/**
 * A binding that gives a role, as a policy's index holds it.
 *
 * @param place the number of the binding's namespace
 * @param roleNumber the number of the role among all rules
 * @param ruleNumber the number of what gives it among all rules
 */
record Grant(Binding binding, Role role, Optional<When> when, int place, int roleNumber, int ruleNumber) {
    /** Whether it is given without a condition and without an end. */
    boolean forGood() {
        return !binding.isConditional();
    }

    boolean holds(Circumstances circumstances) {
        return circumstances.hold(binding.expires(), when);
    }

    Holding to(UUID principal) {
        return new Holding(
                role.name(),
                binding.namespace(),
                binding.rule(),
                binding.name(),
                principal,
                binding.when().map(Expression::text),
                binding.expires());
    }
}
