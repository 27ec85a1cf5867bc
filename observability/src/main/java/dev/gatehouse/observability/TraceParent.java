package dev.gatehouse.observability;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A span's place in its trace as one header value (W3C Trace Context, section 3.2): stored with an execution, handed to
 * the worker, and set as {@code TRACEPARENT} in the job's environment. Baggage never travels with it.
 */
public record TraceParent(String value) {
    private static final Pattern FORM =
            Pattern.compile("00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})");

    public TraceParent {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a version 00 traceparent");
        }
    }

    /** The value, or nothing when it is malformed: a bad header never stops a request. */
    public static Optional<TraceParent> parse(String value) {
        return FORM.matcher(value).matches() ? Optional.of(new TraceParent(value)) : Optional.empty();
    }

    /** Where the span stands; nothing when the span is not recorded anywhere. */
    public static Optional<TraceParent> of(Span span) {
        SpanContext at = span.getSpanContext();
        return at.isValid()
                ? Optional.of(new TraceParent("00-" + at.getTraceId() + "-" + at.getSpanId() + "-"
                        + at.getTraceFlags().asHex()))
                : Optional.empty();
    }

    /** The context in which children and links of the span are made. */
    public Context context() {
        return Context.root().with(Span.wrap(spanContext()));
    }

    /** The remote span itself, for a link. */
    public SpanContext spanContext() {
        Matcher parts = FORM.matcher(value);
        if (!parts.matches()) {
            throw new IllegalStateException("checked by the constructor");
        }
        return SpanContext.createFromRemoteParent(
                parts.group(1), parts.group(2), TraceFlags.fromHex(parts.group(3), 0), TraceState.getDefault());
    }

    /** The 32 hexadecimal digits that name the whole trace. */
    public String traceId() {
        return value.substring(3, 35);
    }
}
