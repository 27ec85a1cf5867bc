package dev.gatehouse.worker;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One attempt that a connector runs.
 *
 * @param secrets lent for as long as the attempt runs; the agent closes them
 * @param traceparent where the attempt stands in its trace, when it stands in one
 */
public record Assignment(
        Launch launch,
        Map<String, SecretValue> secrets,
        Redactor redactor,
        LogSink log,
        @Nullable String traceparent,
        StopSignal stop) {}
