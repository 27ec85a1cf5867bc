package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.policy.JobName;

/** What a caller is told about an execution at once, and again, unchanged, for the same idempotency key. */
@JsonPropertyOrder({"id", "job", "revision", "state"})
record FirstAnswer(String id, String job, long revision, ExecutionState state) {
    static FirstAnswer queued(ExecutionId id, JobName job, long revision) {
        return new FirstAnswer(id.toString(), job.toString(), revision, ExecutionState.QUEUED);
    }
}
