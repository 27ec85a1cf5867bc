package dev.gatehouse.gateway.identity;

import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.ListPermit;
import dev.gatehouse.policy.Permit;
import dev.gatehouse.policy.PolicyEngine;
import dev.gatehouse.policy.Question;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Asks policy on behalf of a door, and ends the request where there is no permit. */
@Singleton
public final class Permits {
    private final PolicyEngine policy;
    private final Denials denials;

    Permits(PolicyEngine policy, Denials denials) {
        this.policy = policy;
        this.denials = denials;
    }

    /**
     * The permit of an allowed act.
     *
     * @throws ProblemException 403 when policy denies, and the denial is recorded; 503 when it cannot be asked
     */
    public <P extends Permit> P obtain(Question<P> question) {
        return switch (policy.decide(question)) {
            case Decision.Allow<P>(P permit) -> permit;
            case Decision.Deny<P> deny -> throw denials.forbidden(question, deny);
            case Decision.ApprovalRequired<P> _ -> throw approvalRequired();
            case Decision.Unavailable<P> _ -> throw unavailable();
        };
    }

    /** What the holder of the permit sees of a page of the list. */
    public Sight sight(ListPermit permit) {
        return new Sight(policy, permit);
    }

    /** What a caller hears when policy wants people to approve an act that cannot wait for them. */
    public static ProblemException approvalRequired() {
        return new ProblemException(
                Problem.of(403, "approval_required", "This act needs an approval that cannot be given here."));
    }

    /** What a caller hears when policy cannot be asked: it neither permits nor condemns. */
    public static ProblemException unavailable() {
        return new ProblemException(Problem.of(503, "policy_unavailable", "Policy cannot be asked. Repeat the request.")
                .withRetryAfter(Duration.ofSeconds(1)));
    }
}
