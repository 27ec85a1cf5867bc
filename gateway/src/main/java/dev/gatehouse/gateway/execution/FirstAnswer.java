package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * What a caller is told about an execution at once, and again, unchanged, for the same idempotency key.
 *
 * @param warnings what guardrails say that let it pass: told once, and not again
 */
@JsonPropertyOrder({"id", "job", "revision", "state", "warnings"})
record FirstAnswer(
        String id,
        String job,
        long revision,
        ExecutionState state,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> warnings) {
    FirstAnswer {
        warnings = List.copyOf(warnings);
    }

    FirstAnswer(String id, String job, long revision, ExecutionState state) {
        this(id, job, revision, state, List.of());
    }
}
