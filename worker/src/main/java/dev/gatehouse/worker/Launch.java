package dev.gatehouse.worker;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.jspecify.annotations.Nullable;

/**
 * One attempt, resolved but for its secrets. {@code timeoutMillis} counts from when the worker starts it.
 *
 * <p>Next on the tour: {@code ProcessConnector}.
 *
 * @param retryable whether another attempt may follow: then this one must be over before its session's time is, because
 *     the gateway starts the other one soon after
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Launch(
        String execution,
        String tenant,
        String namespace,
        String job,
        long jobRevision,
        int attempt,
        long fence,
        String worker,
        long timeoutMillis,
        boolean retryable,
        @Nullable String traceparent,
        ProcessLaunch process) {}
