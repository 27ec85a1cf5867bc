package dev.gatehouse.gateway.execution;

import dev.gatehouse.audit.ExecutionEvent.StopRequested.Kind;
import java.time.Instant;
import java.util.UUID;

/** Somebody's wish that an execution ends; it stands beside the state until the execution has ended. */
record StopRequest(Kind kind, UUID by, String reason, Instant at) {
    /** The state of an execution that ended because of it. */
    ExecutionState end() {
        return endOf(kind);
    }

    static ExecutionState endOf(Kind kind) {
        return switch (kind) {
            case CANCEL -> ExecutionState.CANCELLED;
            case REVOKE -> ExecutionState.REVOKED;
        };
    }
}
