package dev.gatehouse.gateway.policy;

import dev.gatehouse.gateway.telemetry.Meters;
import dev.gatehouse.observability.Metrics;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.Permit;
import dev.gatehouse.policy.PolicyEngine;
import dev.gatehouse.policy.Question;
import dev.gatehouse.policy.TenantPolicies;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;

/** The engine as everybody asks it: each decision is counted and timed by what was asked. Thread-safe. */
@Singleton
public final class MeasuredPolicy implements PolicyEngine {
    private static final ClassValue<String> ACTS = new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> question) {
            return question.getSimpleName()
                    .replaceFirst("Question$", "")
                    .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                    .toLowerCase(Locale.ROOT);
        }
    };

    private final TenantPolicies engine;
    private final Meters meters;

    MeasuredPolicy(TenantPolicies engine, Meters meters) {
        this.engine = engine;
        this.meters = meters;
    }

    @Override
    public <P extends Permit> Decision<P> decide(Question<P> question) {
        long begun = System.nanoTime();
        Decision<P> decision = engine.decide(question);
        String act = ACTS.get(question.getClass());
        meters.timer(Metrics.DECISION_DURATION, act).record(Duration.ofNanos(System.nanoTime() - begun));
        meters.counter(Metrics.DECISIONS, act, decision.outcome()).increment();
        return decision;
    }
}
