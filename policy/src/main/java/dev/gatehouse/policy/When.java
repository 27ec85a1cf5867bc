package dev.gatehouse.policy;

import dev.gatehouse.policy.cel.Compilation;
import dev.gatehouse.policy.cel.Condition;
import dev.gatehouse.policy.cel.Facts;
import dev.gatehouse.policy.cel.Variable;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The condition of one rule, ready to be asked. Immutable. */
final class When {
    private final Condition condition;
    private final Map<String, String> groups;

    private When(Condition condition, Map<String, String> groups) {
        this.condition = condition;
        this.groups = groups;
    }

    /** Nothing for a text that is no condition. */
    static Optional<When> compile(Expression expression, ConditionBook book) {
        return switch (book.compile(expression.text())) {
            case Compilation.Ready(Condition condition) ->
                Optional.of(new When(
                        condition,
                        expression.groups().entrySet().stream()
                                .collect(Collectors.toUnmodifiableMap(
                                        Map.Entry::getKey,
                                        each -> each.getValue().toString()))));
            case Compilation.Flawed _ -> Optional.empty();
        };
    }

    Set<Variable> reads() {
        return condition.reads();
    }

    boolean readsRun() {
        return condition.readsRun();
    }

    Condition.Outcome test(Facts facts) {
        return condition.test(groups, facts);
    }
}
