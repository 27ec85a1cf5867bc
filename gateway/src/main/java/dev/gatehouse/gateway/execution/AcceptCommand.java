package dev.gatehouse.gateway.execution;

import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.observability.TraceParent;
import dev.gatehouse.policy.Grounds;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.SubmitQuestion;
import dev.gatehouse.policy.Warning;
import java.util.Optional;

/** A request that policy gave leave to become the execution of this id. */
record AcceptCommand(
        Leave leave, ExecutionId id, Placement placement, Optional<IdempotencyKey> key, Optional<TraceParent> trace) {
    SubmitQuestion question() {
        return leave.question();
    }

    Grounds grounds() {
        return leave.grounds();
    }

    Subject subject() {
        return question().subject();
    }

    String tenant() {
        return subject().tenant();
    }

    boolean isQueued() {
        return leave.state() == ExecutionState.QUEUED;
    }

    FirstAnswer answer() {
        var job = question().job();
        return new FirstAnswer(
                id.toString(),
                job.name().toString(),
                job.revision(),
                leave.state(),
                grounds().warnings().stream().map(AcceptCommand::sentence).toList());
    }

    private static String sentence(Warning warning) {
        return "Guardrail " + warning.name()
                + (warning.message().isEmpty() ? " warns of this" : ": " + warning.message());
    }
}
