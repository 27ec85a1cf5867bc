package dev.gatehouse.secrets;

import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.policy.Binding;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.JobReference;
import dev.gatehouse.policy.LaunchOptions;
import dev.gatehouse.policy.ManagePermit;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permit;
import dev.gatehouse.policy.PolicySource;
import dev.gatehouse.policy.Question;
import dev.gatehouse.policy.Rule;
import dev.gatehouse.policy.SecretManageQuestion;
import dev.gatehouse.policy.SecretReference;
import dev.gatehouse.policy.StandingStops;
import dev.gatehouse.policy.StartPermit;
import dev.gatehouse.policy.StartQuestion;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.SubjectKind;
import dev.gatehouse.policy.SubmitQuestion;
import dev.gatehouse.policy.TenantPolicies;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The tenant {@code acme}, in which {@code ada} owns everything: real permits from the real engine. */
final class Acme {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final TenantPolicies policies = new TenantPolicies(() -> NOW, () -> new UUID(7, 7), Duration.ofSeconds(5));
    private final Subject ada =
            new Subject("acme", new UUID(1, 1), SubjectKind.SERVICE_ACCOUNT, "ada", true, 1, Set.of(), NOW);

    Acme() {
        var owner = new Binding(
                new Rule("rolebinding", new UUID(2, 2), 1),
                Namespace.ROOT,
                "owner",
                "Owner",
                Set.of(ada.id()),
                Set.of(),
                Optional.empty(),
                Optional.empty());
        policies.replace(
                new PolicySource("acme", 1, List.of(), List.of(owner), List.of(), StandingStops.NONE, List.of()), NOW);
    }

    ManagePermit toWrite(String namespace, String name) {
        return permit(new SecretManageQuestion(ada, new Namespace(namespace), name));
    }

    StartPermit toStart(ExecutionId execution, List<SecretReference> secrets) {
        var job = new JobReference(JobName.parse("acme.data/report").orElseThrow(), new UUID(3, 3), 1, "ab".repeat(32));
        var submitted =
                new SubmitQuestion(ada, job, Map.of(), LaunchOptions.NONE, secrets, false, "default", false, () -> {
                    throw new AssertionError("no rule reads what would run");
                });
        return permit(new StartQuestion(execution, submitted, Optional.of(ada), secrets, 1, Optional.empty()));
    }

    private <P extends Permit> P permit(Question<P> question) {
        return switch (policies.decide(question)) {
            case Decision.Allow<P>(P permit) -> permit;
            case Decision.Deny<P> deny -> throw new AssertionError("denied: " + deny.reasons());
            case Decision.ApprovalRequired<P> approval ->
                throw new AssertionError("wants approval: " + approval.permit().rules());
            case Decision.Unavailable<P> unavailable -> throw new AssertionError("unavailable: " + unavailable.cause());
        };
    }
}
