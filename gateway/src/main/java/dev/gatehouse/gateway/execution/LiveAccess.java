package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.policy.SubjectFacts;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.ExecutionReadPermit;
import dev.gatehouse.policy.ExecutionReadQuestion;
import dev.gatehouse.policy.PolicyEngine;
import dev.gatehouse.policy.Subject;
import jakarta.inject.Singleton;
import java.util.Optional;

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
     * Why the subject may not read on; nothing where it may. Its access is over when it shrank in any way: the caller
     * may come back, and is identified again. So it is when nothing young is known.
     */
    Optional<StreamEnd> over(ExecutionReadPermit permit) {
        Subject was = permit.subject();
        try {
            return facts.live(was)
                    .filter(now -> now.active() && now.epoch() == was.epoch())
                    .map(now ->
                            over(new ExecutionReadQuestion(now, permit.permission(), permit.job(), permit.execution())))
                    .orElseGet(() -> Optional.of(StreamEnd.ACCESS_ENDED));
        } catch (DatabaseUnavailable away) {
            return Optional.of(StreamEnd.DATABASE_UNAVAILABLE);
        }
    }

    private Optional<StreamEnd> over(ExecutionReadQuestion question) {
        return switch (policy.decide(question)) {
            case Decision.Allow<?> _ -> Optional.empty();
            case Decision.Deny<?> _, Decision.ApprovalRequired<?> _ -> Optional.of(StreamEnd.ACCESS_ENDED);
            case Decision.Unavailable<?> _ -> Optional.of(StreamEnd.DATABASE_UNAVAILABLE);
        };
    }
}
