package dev.gatehouse.gateway.execution;

import java.util.EnumSet;
import java.util.Set;

/**
 * Where an execution stands. A terminal state never changes; a stop is a request beside the state, not a state. A
 * transition always changes the state.
 */
public enum ExecutionState {
    AWAITING_APPROVAL,
    QUEUED,
    LEASED,
    RUNNING,
    SUCCEEDED,
    FAILED,
    TIMED_OUT,
    CANCELLED,
    REJECTED,
    REVOKED,
    LOST;

    /** Whether nothing follows. */
    public boolean terminal() {
        return next().isEmpty();
    }

    /** Whether the table of transitions allows the step. */
    public boolean mayBecome(ExecutionState state) {
        return next().contains(state);
    }

    /** Fails where the table of transitions does not allow the step: a fault of ours, never of a caller's. */
    void requireStepTo(ExecutionState state) {
        if (!mayBecome(state)) {
            throw new IllegalStateException(this + " never becomes " + state);
        }
    }

    private Set<ExecutionState> next() {
        return switch (this) {
            case AWAITING_APPROVAL -> EnumSet.of(QUEUED, REJECTED, CANCELLED, REVOKED);
            case QUEUED -> EnumSet.of(LEASED, SUCCEEDED, TIMED_OUT, CANCELLED, REVOKED);
            case LEASED -> EnumSet.of(RUNNING, QUEUED, AWAITING_APPROVAL, FAILED, CANCELLED, REVOKED, LOST);
            case RUNNING -> EnumSet.of(SUCCEEDED, FAILED, TIMED_OUT, CANCELLED, REVOKED, QUEUED, LOST);
            case SUCCEEDED, FAILED, TIMED_OUT, CANCELLED, REJECTED, REVOKED, LOST ->
                EnumSet.noneOf(ExecutionState.class);
        };
    }
}
