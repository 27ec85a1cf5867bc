package dev.gatehouse.policy;

import dev.gatehouse.policy.cel.Condition;
import dev.gatehouse.policy.cel.Facts;
import dev.gatehouse.policy.cel.Variable;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * When something is asked, and what is known of the question: what a binding with a condition or an end depends on.
 *
 * @param facts of the question; absent where there is none, so that no condition holds
 * @param willBeAskedInFull whether this is only the first look at a run, so that a condition on the run itself may still
 *     turn out to hold
 */
record Circumstances(Instant now, Optional<Facts> facts, boolean willBeAskedInFull) {
    private static final Set<Variable> OF_THE_PLACE = Set.of(Variable.RESOURCE_NAMESPACE, Variable.RESOURCE_NAME);

    /** Where what is given until a moment does not count either: who gives access away may have lost it by then. */
    static final Circumstances ALWAYS = unconditional(Instant.MAX);

    static Circumstances of(Question<?> question, Instant now) {
        return new Circumstances(
                now, Optional.of(new QuestionFacts(question, now)), question instanceof LookupQuestion);
    }

    /**
     * Where what is asked about may lie anywhere and have any name: a condition that depends on either cannot be worked
     * out.
     */
    static Circumstances anywhere(Question<?> question, Instant now) {
        var known = new QuestionFacts(question, now);
        return new Circumstances(
                now,
                Optional.of(variable -> OF_THE_PLACE.contains(variable) ? Optional.empty() : known.value(variable)),
                false);
    }

    /** Where nothing is known but the time: what is given on a condition does not count. */
    static Circumstances unconditional(Instant now) {
        return new Circumstances(now, Optional.empty(), false);
    }

    boolean hold(Optional<Instant> expires, Optional<When> when) {
        return expires.map(now::isBefore).orElse(true) && when.map(this::holds).orElse(true);
    }

    private boolean holds(When when) {
        return (willBeAskedInFull && when.readsRun())
                || facts.map(known -> when.test(known) == Condition.Outcome.HOLDS)
                        .orElse(false);
    }
}
