package dev.gatehouse.gateway.way;

import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.Permit;
import dev.gatehouse.policy.PolicyEngine;
import dev.gatehouse.policy.Question;
import dev.gatehouse.policy.StartQuestion;
import dev.gatehouse.policy.TenantPolicies;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;

/** The real engine, which a test can take away from starts. */
@Alternative
@Priority(1)
@Singleton
public class SwitchablePolicy implements PolicyEngine {
    private final TenantPolicies engine;
    private final AtomicBoolean away = new AtomicBoolean();

    SwitchablePolicy(TenantPolicies engine) {
        this.engine = engine;
    }

    void leaveStarts(boolean leave) {
        away.set(leave);
    }

    @Override
    public <P extends Permit> Decision<P> decide(Question<P> question) {
        return question instanceof StartQuestion && away.get()
                ? new Decision.Unavailable<>("snapshot_stale")
                : engine.decide(question);
    }
}
