package dev.gatehouse.gateway.way;

import dev.gatehouse.gateway.policy.MeasuredPolicy;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.Permit;
import dev.gatehouse.policy.PolicyEngine;
import dev.gatehouse.policy.Question;
import dev.gatehouse.policy.StartQuestion;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.SubmitQuestion;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;

/** The real engine, which a test can take away, from starts or from everybody, or show subjects of yesterday. */
@Alternative
@Priority(1)
@Singleton
public class SwitchablePolicy implements PolicyEngine {
    private final MeasuredPolicy engine;
    private final AtomicBoolean away = new AtomicBoolean();
    private final AtomicBoolean gone = new AtomicBoolean();
    private final AtomicBoolean late = new AtomicBoolean();

    SwitchablePolicy(MeasuredPolicy engine) {
        this.engine = engine;
    }

    void leaveStarts(boolean leave) {
        away.set(leave);
    }

    /** Whether nobody gets an answer. */
    public void leaveAll(boolean leave) {
        gone.set(leave);
    }

    /** Whether submissions are decided under an epoch that is over. */
    public void decideLate(boolean yes) {
        late.set(yes);
    }

    @Override
    public <P extends Permit> Decision<P> decide(Question<P> question) {
        if (gone.get() || (question instanceof StartQuestion && away.get())) {
            return new Decision.Unavailable<>("snapshot_stale");
        }
        return question instanceof SubmitQuestion submit && late.get() ? late(submit) : engine.decide(question);
    }

    @SuppressWarnings("unchecked") // P is SubmitPermit: the question is a SubmitQuestion
    private <P extends Permit> Decision<P> late(SubmitQuestion question) {
        Subject now = question.subject();
        var before = new Subject(
                now.tenant(),
                now.id(),
                now.kind(),
                now.name(),
                now.active(),
                now.epoch() - 1,
                now.groups(),
                now.readAt());
        return (Decision<P>) engine.decide(question.by(before));
    }
}
