package dev.gatehouse.worker.agent;

import dev.gatehouse.observability.Spans;
import dev.gatehouse.observability.TraceParent;
import dev.gatehouse.worker.Claim;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The worker's spans: a claim links to the executions it took, and each of those continues its own trace. */
final class Traces {
    private final Tracer tracer;

    Traces(OpenTelemetry telemetry) {
        this.tracer = telemetry.getTracer("dev.gatehouse.worker");
    }

    /** A claim that brought something. */
    Span claimed(List<Claim> claims) {
        SpanBuilder span = tracer.spanBuilder(Spans.CLAIM)
                .setNoParent()
                .setSpanKind(SpanKind.CLIENT)
                .setAllAttributes(Spans.claiming(claims.size()));
        claims.forEach(claim -> parse(claim.traceparent()).ifPresent(parent -> span.addLink(parent.spanContext())));
        return span.startSpan();
    }

    /** The start of a claimed execution, in the execution's trace. */
    Span starting(Claim claim, Span claimed) {
        return builder(Spans.START, claim.traceparent(), claim.execution())
                .addLink(claimed.getSpanContext())
                .setAllAttributes(Spans.starting(claim.execution()))
                .setSpanKind(SpanKind.CLIENT)
                .startSpan();
    }

    /** A later step of the execution. */
    Span continuing(String name, @Nullable String traceparent, String execution) {
        return builder(name, traceparent, execution).startSpan();
    }

    private SpanBuilder builder(String name, @Nullable String traceparent, String execution) {
        Context parent = parse(traceparent).map(TraceParent::context).orElse(Context.root());
        return tracer.spanBuilder(name).setParent(parent).setAttribute(Spans.EXECUTION, execution);
    }

    private static Optional<TraceParent> parse(@Nullable String traceparent) {
        return Optional.ofNullable(traceparent).flatMap(TraceParent::parse);
    }
}
