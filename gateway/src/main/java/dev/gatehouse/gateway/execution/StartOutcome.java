package dev.gatehouse.gateway.execution;

import java.util.Optional;

/** What became of an allowed start. */
sealed interface StartOutcome {
    /**
     * It runs. The envelope is the stored one: for a repeat, that of the first time.
     *
     * @param row as it was before this attempt
     */
    record Started(LockedExecution row, int attempt, Optional<String> envelope) implements StartOutcome {}

    /** The lease, its session or the execution is over. */
    record Gone(String reason) implements StartOutcome {}

    /** The token that it was begun with was ended. Nothing was written. */
    record TokenEnded() implements StartOutcome {}

    /** What the permit rests on holds no more: decide again. Nothing was written. */
    record FactsChanged() implements StartOutcome {}
}
