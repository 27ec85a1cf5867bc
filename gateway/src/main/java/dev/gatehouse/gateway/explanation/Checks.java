package dev.gatehouse.gateway.explanation;

import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.policy.CheckPermit;
import dev.gatehouse.policy.CheckQuestion;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.Explanation;
import dev.gatehouse.policy.PolicyEngine;
import dev.gatehouse.policy.Rule;
import jakarta.inject.Singleton;
import java.util.List;

/** Asks policy what somebody may, for no act. Thread-safe. */
@Singleton
final class Checks {
    private final PolicyEngine policy;

    Checks(PolicyEngine policy) {
        this.policy = policy;
    }

    /** @throws dev.gatehouse.gateway.problem.ProblemException 503 while policy cannot be asked */
    Check of(CheckQuestion question) {
        return switch (policy.decide(question)) {
            case Decision.Allow<CheckPermit>(CheckPermit permit) ->
                allowed(question, permit.grounds().rules());
            case Decision.Deny<CheckPermit> deny -> {
                var explanation = Explanation.of(question, deny);
                yield new Check(
                        false, explanation.forUser(), explanation.forAdministrators(), deny.rules(), deny.nearMisses());
            }
            case Decision.ApprovalRequired<CheckPermit> _ -> throw Permits.approvalRequired();
            case Decision.Unavailable<CheckPermit> _ -> throw Permits.unavailable();
        };
    }

    private static Check allowed(CheckQuestion question, List<Rule> rules) {
        String has = question.permission() + " in " + question.namespace();
        return new Check(
                true,
                "You have " + has + ".",
                List.of(question.subject().id() + " has " + has + " by "
                        + String.join(", ", rules.stream().map(Rule::toString).toList())),
                rules,
                List.of());
    }
}
