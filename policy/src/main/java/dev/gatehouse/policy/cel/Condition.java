package dev.gatehouse.policy.cel;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.Program;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A compiled condition. Immutable.
 *
 * <p>What it costs is bounded by its size and the size of the facts. It says no more of why it failed than that it did:
 * the facts are nobody's business who reads the answer.
 */
public final class Condition {
    private final Program program;
    private final Set<Variable> reads;
    private final Set<String> groups;

    Condition(Program program, Set<Variable> reads, Set<String> groups) {
        this.program = program;
        this.reads = Set.copyOf(reads);
        this.groups = Set.copyOf(groups);
    }

    /** What a condition says of a question. */
    public enum Outcome {
        HOLDS,
        DOES_NOT_HOLD,
        /** It could not be worked out: something that it reads is not there, or not of the kind that it expects. */
        FAILED
    }

    /** The variables that it reads. */
    public Set<Variable> reads() {
        return reads;
    }

    /** Whether it reads what only the question whether a job may run has. */
    public boolean readsRun() {
        return reads.stream().anyMatch(Variable::isOfRun);
    }

    /** The groups that it names. */
    public Set<String> groups() {
        return groups;
    }

    /**
     * What it says of a question.
     *
     * @param ids of the groups that it names, by those names
     */
    public Outcome test(Map<String, String> ids, Facts facts) {
        try {
            Object said = ScopedValue.where(TextSearch.LEFT, new TextSearch.Steps())
                    .call(() -> program.eval(path -> find(path, ids, facts)));
            return Boolean.TRUE.equals(said) ? Outcome.HOLDS : Outcome.DOES_NOT_HOLD;
        } catch (CelEvaluationException | StackOverflowError unknown) {
            // Facts may be nested as deeply as somebody likes, and are compared by recursion.
            return Outcome.FAILED;
        }
    }

    private static Optional<Object> find(String path, Map<String, String> ids, Facts facts) {
        return path.equals(GroupMacro.IDS)
                ? Optional.of(ids)
                : Variable.of(path).flatMap(facts::value);
    }
}
