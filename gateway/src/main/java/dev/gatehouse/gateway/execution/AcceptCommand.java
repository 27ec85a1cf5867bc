package dev.gatehouse.gateway.execution;

import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.observability.TraceParent;
import dev.gatehouse.policy.SubmitPermit;
import java.util.Optional;

/** An allowed request that wants to become the execution of this id. */
record AcceptCommand(
        SubmitPermit permit,
        ExecutionId id,
        Placement placement,
        Optional<IdempotencyKey> key,
        Optional<TraceParent> trace) {
    String tenant() {
        return permit.subject().tenant();
    }
}
