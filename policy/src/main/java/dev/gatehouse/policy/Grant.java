package dev.gatehouse.policy;

import java.util.Optional;
import java.util.UUID;

/**
 * A binding that gives a role, as a policy's index holds it.
 *
 * @param place the number of the binding's namespace
 * @param roleNumber the number of the role
 * @param forGood whether it is given without a condition and without an end
 * @param given the binding, as decisions name it
 * @param through the role, as decisions name it
 */
record Grant(
        Binding binding,
        Role role,
        Optional<When> when,
        int place,
        int roleNumber,
        boolean forGood,
        Rule given,
        Rule through) {
    static Grant of(Binding binding, Role role, Optional<When> when, int place, int roleNumber) {
        return new Grant(binding, role, when, place, roleNumber, !binding.isConditional(), binding.rule(), role.rule());
    }

    boolean holds(Circumstances circumstances) {
        return forGood || circumstances.hold(binding.expires(), when);
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
