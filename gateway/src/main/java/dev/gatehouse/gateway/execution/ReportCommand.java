package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a worker says about the end of an attempt.
 *
 * @param outcome SUCCEEDED, FAILED, TIMED_OUT, CANCELLED or REVOKED
 * @param outputs one JSON object
 * @param error one snake_case code, of an end that is no success
 * @param logDigest lower-case hex SHA-256 over the attempt's log chunks
 */
public record ReportCommand(
        WorkerSession session,
        Lease lease,
        int attempt,
        ExecutionState outcome,
        OptionalInt exitCode,
        Optional<JsonNode> outputs,
        Optional<String> error,
        long logChunks,
        String logDigest) {}
