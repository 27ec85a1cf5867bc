package dev.gatehouse.gateway.execution;

import dev.gatehouse.policy.Grounds;
import dev.gatehouse.policy.ProposePermit;
import dev.gatehouse.policy.SubmitPermit;
import dev.gatehouse.policy.SubmitQuestion;

/** What policy gave a request for an execution. */
sealed interface Leave {
    /** It may be queued. */
    record ToSubmit(SubmitPermit permit) implements Leave {}

    /** It may be put before the people who have to approve it first. */
    record ToPropose(ProposePermit permit) implements Leave {}

    /** What was asked. */
    default SubmitQuestion question() {
        return switch (this) {
            case ToSubmit(SubmitPermit permit) -> permit.question();
            case ToPropose(ProposePermit permit) -> permit.question();
        };
    }

    default Grounds grounds() {
        return switch (this) {
            case ToSubmit(SubmitPermit permit) -> permit.grounds();
            case ToPropose(ProposePermit permit) -> permit.grounds();
        };
    }

    /** The state of the execution that it comes to. */
    default ExecutionState state() {
        return switch (this) {
            case ToSubmit _ -> ExecutionState.QUEUED;
            case ToPropose _ -> ExecutionState.AWAITING_APPROVAL;
        };
    }
}
