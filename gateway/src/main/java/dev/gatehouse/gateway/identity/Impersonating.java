package dev.gatehouse.gateway.identity;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.issuer.Impersonator;
import dev.gatehouse.gateway.policy.ClaimGroup;
import dev.gatehouse.gateway.policy.SubjectFacts;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.sso.IdentityProviders;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.ImpersonateQuestion;
import dev.gatehouse.policy.PolicyEngine;
import dev.gatehouse.policy.Subject;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.UUID;

/** Whether somebody may still act as somebody else: policy is asked at each use, in memory, and nothing is recorded of it. */
@Singleton
final class Impersonating {
    private final PolicyEngine policy;
    private final SubjectFacts facts;
    private final IdentityProviders providers;

    Impersonating(PolicyEngine policy, SubjectFacts facts, IdentityProviders providers) {
        this.policy = policy;
        this.facts = facts;
        this.providers = providers;
    }

    /**
     * Whether the impersonator may act as the target now.
     *
     * @throws DatabaseUnavailable when it cannot be looked up
     * @throws ProblemException 503 when policy cannot be asked
     */
    boolean isAllowed(Impersonator impersonator, Subject target) {
        return facts.live(target.tenant(), impersonator.subject().subject())
                .map(actor -> ClaimGroup.with(standing(target.tenant(), impersonator.claimed()), actor))
                .filter(actor -> isAllowed(new ImpersonateQuestion(actor, target)))
                .isPresent();
    }

    private boolean isAllowed(ImpersonateQuestion question) {
        return switch (policy.decide(question)) {
            case Decision.Allow<?> _ -> true;
            case Decision.Deny<?> _, Decision.ApprovalRequired<?> _ -> false;
            case Decision.Unavailable<?> _ -> throw Permits.unavailable();
        };
    }

    private Set<UUID> standing(String tenant, Set<UUID> claimed) {
        return claimed.isEmpty()
                ? claimed
                : ClaimGroup.standing(claimed, providers.declared(tenant).claimSources());
    }
}
