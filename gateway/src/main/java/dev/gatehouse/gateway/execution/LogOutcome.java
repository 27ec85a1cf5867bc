package dev.gatehouse.gateway.execution;

/** What became of log chunks. */
public sealed interface LogOutcome {
    /** They are stored; chunks that were stored before stay as they are. */
    record Stored() implements LogOutcome {}

    /** A newer claim exists, the execution has ended, or the fence was never this worker's. */
    record Stale() implements LogOutcome {}

    /** No such execution in the worker's tenant and group. */
    record Unknown() implements LogOutcome {}

    /** A chunk that is new has a number below one that is stored; nothing of this call is stored. */
    record OutOfOrder() implements LogOutcome {}

    /** The attempt's log is over its limit; nothing of this call is stored. */
    record TooLarge() implements LogOutcome {}
}
