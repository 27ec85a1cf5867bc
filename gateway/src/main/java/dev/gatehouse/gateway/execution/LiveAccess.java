package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.policy.SubjectFacts;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.ExecutionReadPermit;
import dev.gatehouse.policy.ExecutionReadQuestion;
import dev.gatehouse.policy.PolicyEngine;
import dev.gatehouse.policy.Subject;
import jakarta.inject.Singleton;

/** Whether a subject that was allowed to read an execution still is. In memory; nobody is denied anything. */
@Singleton
final class LiveAccess {
    private final SubjectFacts facts;
    private final PolicyEngine policy;

    LiveAccess(SubjectFacts facts, PolicyEngine policy) {
        this.facts = facts;
        this.policy = policy;
    }

    /**
     * Not when the subject's access shrank in any way: the caller may come back, and is identified again. Nor when
     * nothing young is known.
     */
    boolean holds(ExecutionReadPermit permit) {
        Subject was = permit.subject();
        try {
            return facts.live(was.tenant(), was.id())
                    .filter(now -> now.active() && now.epoch() == was.epoch())
                    .filter(now -> policy.decide(new ExecutionReadQuestion(
                                    now, permit.permission(), permit.job(), permit.execution()))
                            instanceof Decision.Allow<?>)
                    .isPresent();
        } catch (DatabaseUnavailable away) {
            return false;
        }
    }
}
