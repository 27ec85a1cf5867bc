package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.policy.ClaimGroup;
import dev.gatehouse.gateway.policy.SubjectFacts;
import dev.gatehouse.gateway.sso.IdentityProviders;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.ExecutionReadPermit;
import dev.gatehouse.policy.ExecutionReadQuestion;
import dev.gatehouse.policy.ImpersonateQuestion;
import dev.gatehouse.policy.PolicyEngine;
import dev.gatehouse.policy.Question;
import dev.gatehouse.policy.Subject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Whether a subject that was allowed to read an execution still is. In memory; nobody is denied anything. */
@Singleton
final class LiveAccess {
    private final SubjectFacts facts;
    private final PolicyEngine policy;
    private final IdentityProviders providers;

    LiveAccess(SubjectFacts facts, PolicyEngine policy, IdentityProviders providers) {
        this.facts = facts;
        this.policy = policy;
        this.providers = providers;
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
                    .map(now -> actingIsOver(now)
                            .or(() -> over(new ExecutionReadQuestion(
                                    now, permit.permission(), permit.job(), permit.execution()))))
                    .orElseGet(() -> Optional.of(StreamEnd.ACCESS_ENDED));
        } catch (DatabaseUnavailable away) {
            return Optional.of(StreamEnd.DATABASE_UNAVAILABLE);
        }
    }

    /** Whoever acts as the subject has to be allowed to, as at each use of the token. */
    private Optional<StreamEnd> actingIsOver(Subject shown) {
        if (shown.impersonator().isEmpty()) {
            return Optional.empty();
        }
        String tenant = shown.tenant();
        Optional<Subject> actor = facts.live(tenant, shown.impersonator().get().subject());
        Optional<Subject> target = facts.live(tenant, shown.id());
        if (actor.isEmpty() || target.isEmpty()) {
            return Optional.of(StreamEnd.ACCESS_ENDED);
        }
        Set<UUID> claimed = shown.impersonatorClaims();
        Set<UUID> standing = claimed.isEmpty()
                ? claimed
                : ClaimSources.of(providers.declared(tenant)).standing(claimed);
        return over(new ImpersonateQuestion(ClaimGroup.with(standing, actor.get()), target.get()));
    }

    private Optional<StreamEnd> over(Question<?> question) {
        return switch (policy.decide(question)) {
            case Decision.Allow<?> _ -> Optional.empty();
            case Decision.Deny<?> _, Decision.ApprovalRequired<?> _ -> Optional.of(StreamEnd.ACCESS_ENDED);
            case Decision.Unavailable<?> _ -> Optional.of(StreamEnd.DATABASE_UNAVAILABLE);
        };
    }
}
