package dev.gatehouse.worker;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One attempt that a connector runs.
 *
 * @param secrets lent for as long as the attempt runs; the agent closes them
 * @param traceparent where the attempt stands in its trace, when it stands in one
 * @param renewed what the files are to hold by and by that hold its tokens
 */
public record Assignment(
        Launch launch,
        Map<String, SecretValue> secrets,
        Redactor redactor,
        LogSink log,
        @Nullable String traceparent,
        StopSignal stop,
        RenewedFiles renewed) {
    /** One none of whose files are renewed. */
    public Assignment(
            Launch launch,
            Map<String, SecretValue> secrets,
            Redactor redactor,
            LogSink log,
            @Nullable String traceparent,
            StopSignal stop) {
        this(launch, secrets, redactor, log, traceparent, stop, new RenewedFiles());
    }
}
