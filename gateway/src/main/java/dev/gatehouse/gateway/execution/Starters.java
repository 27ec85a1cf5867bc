package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.gateway.policy.ClaimGroup;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.ImpersonatePermit;
import dev.gatehouse.policy.ImpersonateQuestion;
import dev.gatehouse.policy.PolicyEngine;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.SubjectEpoch;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** For whom a recorded question is asked again. */
@Singleton
final class Starters {
    private final PolicyEngine policy;

    Starters(PolicyEngine policy) {
        this.policy = policy;
    }

    /**
     * The starter as it is now.
     *
     * @param acting policy's word on who acted as it; nothing where nobody did, or its access has changed
     */
    record Starter(Subject subject, Optional<Decision<ImpersonatePermit>> acting) {
        /** Whether policy could not say whether it may still be acted as. */
        boolean isUndecided() {
            return acting.filter(Decision.Unavailable.class::isInstance).isPresent();
        }

        /** In which the one may act as the other. */
        Set<Long> revisions() {
            return acting.map(Starter::revisions).orElse(Set.of());
        }

        private static Set<Long> revisions(Decision<ImpersonatePermit> acting) {
            return switch (acting) {
                case Decision.Allow<ImpersonatePermit>(ImpersonatePermit permit) ->
                    Set.of(permit.grounds().tenantRevision());
                case Decision.Deny<?> _, Decision.ApprovalRequired<?> _, Decision.Unavailable<?> _ -> Set.of();
            };
        }
    }

    /**
     * The starter as it is now. Where somebody else acted as it, the access of both has to stand, that of the other one as
     * it was, and the other one has to be allowed to act as the starter now, too.
     *
     * @param live what gives the subject of an id as it is now
     */
    Starter of(JsonNode question, UUID id, Function<UUID, Subject> live, ClaimSources sources) {
        Subject starter = live.apply(id);
        Optional<SubjectEpoch> impersonator = QuestionDocument.impersonator(question);
        if (impersonator.isEmpty()) {
            return new Starter(starter, Optional.empty());
        }
        Subject actor = live.apply(impersonator.get().subject());
        if (!stands(impersonator.get(), actor)) {
            return new Starter(ended(starter), Optional.empty());
        }
        Set<UUID> claimed = sources.standing(QuestionDocument.claimedByImpersonator(question));
        var acting = policy.decide(new ImpersonateQuestion(ClaimGroup.with(claimed, actor), starter));
        return switch (acting) {
            case Decision.Allow<?> _, Decision.Unavailable<?> _ ->
                new Starter(starter.actedBy(impersonator), Optional.of(acting));
            case Decision.Deny<?> _, Decision.ApprovalRequired<?> _ -> new Starter(ended(starter), Optional.of(acting));
        };
    }

    private static boolean stands(SubjectEpoch then, Subject now) {
        return now.active() && now.epoch() == then.epoch();
    }

    /** The starter without any access. */
    static Subject ended(Subject starter) {
        return new Subject(
                starter.tenant(),
                starter.id(),
                starter.kind(),
                starter.name(),
                false,
                starter.epoch(),
                starter.groups(),
                starter.readAt());
    }
}
