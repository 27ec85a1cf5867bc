package dev.gatehouse.gateway.execution;

/** What became of a report. */
public sealed interface ReportOutcome {
    /** The execution's terminal state, or QUEUED where another attempt follows; the same for the same report again. */
    record Recorded(ExecutionState state) implements ReportOutcome {}

    /** Another report, or another end, was recorded first. */
    record Conflict(ExecutionState state) implements ReportOutcome {}

    /** A newer claim exists, or the fence was never this worker's. */
    record Stale() implements ReportOutcome {}

    /** No such execution in the worker's tenant and group. */
    record Unknown() implements ReportOutcome {}

    /** The report contradicts the execution: a cancellation that nobody asked for, outputs over their limit. */
    record Invalid(String code, String detail) implements ReportOutcome {}
}
