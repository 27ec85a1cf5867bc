package dev.gatehouse.policy;

import dev.gatehouse.policy.cel.Condition;
import dev.gatehouse.policy.cel.Variable;
import java.util.Optional;
import java.util.Set;

/** What is wrong with conditions. */
final class ConditionLint {
    private static final Set<Variable> NAMES = Set.of(Variable.JOB_NAME, Variable.RESOURCE_NAME);

    private final ConditionBook book;

    ConditionLint(ConditionBook book) {
        this.book = book;
    }

    /** Whether it is none, or says no without looking at what is asked. */
    boolean neverHolds(Optional<Expression> condition) {
        return condition
                .map(text -> When.compile(text, book)
                        .map(when -> when.reads().isEmpty()
                                && when.test(_ -> Optional.empty()) == Condition.Outcome.DOES_NOT_HOLD)
                        .orElse(true))
                .orElse(false);
    }

    /** Whether it goes by the name of what is asked about. */
    boolean readsName(Optional<Expression> condition) {
        return condition
                .flatMap(text -> When.compile(text, book))
                .map(when -> when.reads().stream().anyMatch(NAMES::contains))
                .orElse(false);
    }
}
