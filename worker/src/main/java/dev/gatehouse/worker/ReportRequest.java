package dev.gatehouse.worker;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended. Sent again until it is answered; the same report gets the same answer.
 *
 * @param outputs the object that the job wrote, redacted; absent when it wrote none
 * @param error one snake_case code, absent for a success
 * @param logChunks how many chunks the attempt has
 * @param logDigest SHA-256, in lower-case hex, over the bytes of all chunks in the order of {@code seq}
 * @param stopped whether the worker ended the process because of a stop
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReportRequest(
        String execution,
        long fence,
        int attempt,
        Outcome outcome,
        @Nullable Integer exitCode,
        @Nullable ObjectNode outputs,
        @Nullable String error,
        long logChunks,
        String logDigest,
        boolean stopped) {
    public ReportRequest {
        requireNonNull(execution, "execution");
        requireNonNull(outcome, "outcome");
        requireNonNull(logDigest, "logDigest");
    }

    /** The ends that a worker can report. */
    public enum Outcome {
        SUCCEEDED,
        FAILED,
        TIMED_OUT,
        CANCELLED,
        REVOKED
    }
}
