package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/**
 * An execution as those who may read it see it.
 *
 * @param waiting for a slot of that limit, while no worker is offered it
 * @param isolation what its worker's session gives process jobs, once it began
 * @param outputs for those who may read these too
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
@JsonPropertyOrder({"id", "job", "revision", "state"})
record ExecutionView(
        String id,
        String job,
        long revision,
        ExecutionState state,
        String workerGroup,
        Optional<Waiting> waiting,
        int attempt,
        Instant acceptedAt,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        Optional<String> error,
        Optional<Integer> exitCode,
        Optional<String> isolation,
        Optional<String> traceId,
        Optional<Stop> stop,
        Optional<JsonNode> outputs) {

    /** A limit, named as a problem names it. */
    record Waiting(String kind, String per, String namespace) {}

    /** A requested stop. */
    record Stop(String kind, String by, String reason, Instant at) {}

    ExecutionView withoutOutputs() {
        return new ExecutionView(
                id,
                job,
                revision,
                state,
                workerGroup,
                waiting,
                attempt,
                acceptedAt,
                startedAt,
                endedAt,
                error,
                exitCode,
                isolation,
                traceId,
                stop,
                Optional.empty());
    }
}
