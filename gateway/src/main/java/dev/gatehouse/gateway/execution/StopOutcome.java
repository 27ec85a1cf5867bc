package dev.gatehouse.gateway.execution;

/** What became of the wish to stop an execution. */
sealed interface StopOutcome {
    /** It had not begun, and never will. */
    record Ended(FirstAnswer answer) implements StopOutcome {}

    /** It runs, and its worker will be told; asked once or more often. */
    record Requested(FirstAnswer answer) implements StopOutcome {}

    /** It had ended by itself before. */
    record AlreadyEnded(ExecutionState state) implements StopOutcome {}

    /** The tenant has no such execution. */
    record Unknown() implements StopOutcome {}
}
