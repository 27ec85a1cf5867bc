package dev.gatehouse.worker;

import dev.gatehouse.observability.ExecutionId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** What an envelope is bound to: it opens for this attempt, under this claim, on this worker, and for nothing else. */
public record EnvelopeContext(String tenant, ExecutionId execution, int attempt, long fence, UUID worker) {

    /** HPKE's {@code info}: the JCS array of the five as strings. */
    byte[] info() {
        return CanonicalJson.of(List.of(
                        tenant,
                        execution.toString(),
                        Integer.toString(attempt),
                        Long.toString(fence),
                        worker.toString()))
                .getBytes(StandardCharsets.UTF_8);
    }
}
