package dev.gatehouse.policy;

import dev.gatehouse.policy.cel.Compilation;
import dev.gatehouse.policy.cel.Condition;
import dev.gatehouse.policy.cel.ConditionCompiler;
import dev.gatehouse.policy.cel.Variable;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Reads the texts of conditions before they are declared. Thread-safe. */
public final class Conditions {
    private final ConditionCompiler compiler = new ConditionCompiler();

    /** What a text is. */
    public sealed interface Reading {
        /**
         * A condition.
         *
         * @param groups the names of those that it asks about
         */
        record Sound(Set<String> groups) implements Reading {
            public Sound {
                groups = Set.copyOf(groups);
            }
        }

        /** None, for reasons that are never empty. */
        record Flawed(List<ExpressionFlaw> flaws) implements Reading {
            public Flawed {
                flaws = List.copyOf(flaws);
            }
        }
    }

    /** The condition of a binding: one that reads what only runs have gives nothing but runs. */
    public Reading read(String text) {
        return read(text, Set.of(Permission.EXECUTION_CREATE));
    }

    /** The condition of a rule about these actions, every one of which has to have what it reads. */
    public Reading read(String text, Set<Permission> actions) {
        return switch (compiler.compile(text)) {
            case Compilation.Flawed(var flaws) ->
                new Reading.Flawed(flaws.stream()
                        .map(flaw -> new ExpressionFlaw(flaw.line(), flaw.column(), flaw.message()))
                        .toList());
            case Compilation.Ready(Condition condition) ->
                actions.equals(Set.of(Permission.EXECUTION_CREATE)) || !condition.readsRun()
                        ? new Reading.Sound(condition.groups())
                        : new Reading.Flawed(List.of(new ExpressionFlaw(1, 1, onlyOfRuns(condition))));
        };
    }

    private static String onlyOfRuns(Condition condition) {
        String first = condition.reads().stream()
                .filter(Variable::isOfRun)
                .min(Comparator.naturalOrder())
                .map(Variable::path)
                .orElseThrow();
        return first + " is known of execution:create only; make another rule for the other actions";
    }
}
