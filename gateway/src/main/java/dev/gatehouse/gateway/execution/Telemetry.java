package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.limit.LimitReached;
import dev.gatehouse.gateway.telemetry.Meters;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.observability.LogKeys;
import dev.gatehouse.observability.MetricLabel;
import dev.gatehouse.observability.Metrics;
import dev.gatehouse.observability.Spans;
import dev.gatehouse.observability.TraceParent;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.Permit;
import dev.gatehouse.policy.PolicyEngine;
import dev.gatehouse.policy.ProposePermit;
import dev.gatehouse.policy.Question;
import dev.gatehouse.policy.Reason;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/** Tells an execution's way as spans and counters: one story from the request to the report. */
@Singleton
final class Telemetry {
    private static final Logger LOG = Logger.getLogger(Telemetry.class);

    private final Tracer tracer;
    private final Meters meters;

    Telemetry(Tracer tracer, Meters meters) {
        this.tracer = tracer;
        this.meters = meters;
    }

    /** Work as a child of whatever is going on; of what nobody records there is nothing to tell. */
    <T> T within(String name, Supplier<T> work) {
        Span around = Span.current();
        return around.getSpanContext().isValid() && !around.isRecording()
                ? work.get()
                : within(tracer.spanBuilder(name), work);
    }

    /** Work that belongs to an execution's own trace, and only links to the request that brought it on. */
    <T> T within(String name, Optional<TraceParent> story, Supplier<T> work) {
        SpanBuilder span = tracer.spanBuilder(name);
        story.ifPresent(
                trace -> span.setParent(trace.context()).addLink(Span.current().getSpanContext()));
        return within(span, work);
    }

    private static <T> T within(SpanBuilder builder, Supplier<T> work) {
        Span span = builder.startSpan();
        try (Scope _ = span.makeCurrent()) {
            return work.get();
        } catch (RuntimeException failure) {
            span.setStatus(StatusCode.ERROR);
            throw failure;
        } finally {
            span.end();
        }
    }

    /** Asks policy, and shows what it said. */
    <P extends Permit> Decision<P> decide(PolicyEngine policy, Question<P> question) {
        return within(Spans.DECIDE, () -> {
            Decision<P> decision = policy.decide(question);
            Span span = Span.current();
            switch (decision) {
                case Decision.Allow<P>(P permit) -> {
                    span.setAttribute(
                            Spans.DECISION, permit.grounds().decision().toString());
                    permit.grounds().rules().stream()
                            .findFirst()
                            .ifPresent(rule -> span.setAttribute(Spans.RULE, rule.toString()));
                }
                case Decision.Deny<P> deny -> {
                    Reason reason = deny.reasons().getFirst();
                    span.setAttribute(Spans.DECISION, deny.decision().toString());
                    span.setAttribute(Spans.ERROR_TYPE, reason.code());
                    reason.rule().ifPresent(rule -> span.setAttribute(Spans.RULE, rule.toString()));
                }
                case Decision.ApprovalRequired<P>(ProposePermit permit) ->
                    span.setAttribute(
                            Spans.DECISION, permit.grounds().decision().toString());
                case Decision.Unavailable<P>(String cause) -> span.setAttribute(Spans.ERROR_TYPE, cause);
            }
            span.setAttribute(Spans.OUTCOME, decision.outcome());
            return decision;
        });
    }

    /** Counts what became of a request. */
    void outcome(String tenant, ExecutionId execution, AcceptOutcome outcome) {
        switch (outcome) {
            case AcceptOutcome.Accepted _ -> accepted(tenant, execution);
            case AcceptOutcome.Limited(LimitReached(var limit, var _)) ->
                meters.counter(Metrics.LIMITED, limit.kind().word(), limit.per().word())
                        .increment();
            case AcceptOutcome.Replayed _,
                    AcceptOutcome.KeyTaken _,
                    AcceptOutcome.FactsChanged _,
                    AcceptOutcome.PolicyChanged _,
                    AcceptOutcome.Draining _ -> {}
        }
    }

    /**
     * Counts an execution that is one now, and names it in the log, where tenant and trace are known already. A line of
     * its own is for those who want it: the event says it, too, and it would cost more than the rest of this class.
     */
    void accepted(String tenant, ExecutionId execution) {
        meters.counter(Metrics.ACCEPTED, tenant).increment();
        if (LOG.isDebugEnabled()) {
            MDC.put(LogKeys.EXECUTION, execution.toString());
            LOG.debug("An execution was accepted");
        }
    }

    /**
     * Times how long an execution waited for its first start, within its own trace.
     *
     * @param row as it was before: of a start that is only told again, it is running already
     */
    void started(LockedExecution row) {
        if (row.state() == ExecutionState.LEASED && row.attempt() == 0) {
            meters.timer(Metrics.RUN_DURATION, "pending", MetricLabel.NONE).record(row.age());
        }
    }
}
