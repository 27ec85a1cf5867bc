package dev.gatehouse.policy;

import static dev.gatehouse.policy.Acme.guardrail;
import static dev.gatehouse.policy.Acme.lookUp;
import static dev.gatehouse.policy.Acme.person;
import static dev.gatehouse.policy.Acme.submit;
import static dev.gatehouse.policy.Reason.APPROVAL_DRIFTED;
import static dev.gatehouse.policy.Reason.GUARDRAIL;
import static dev.gatehouse.policy.Reason.GUARDRAIL_FAILED;
import static dev.gatehouse.policy.Reason.NO_MATCHING_ROLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.observability.ExecutionId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GuardrailTest {
    private static final Effect DENY = new Effect.Deny();
    private static final Effect WARN = new Effect.Warn();
    private static final Effect APPROVE =
            new Effect.RequireApproval(Set.of(Acme.id("release-managers")), 1, Duration.ofHours(4));

    private final Subject ada = person("ada");
    private final Acme acme = new Acme().bind("launchers", "Launcher", "acme", "ada");

    @Test
    void deniesWhatItsConditionHoldsFor() {
        acme.guard("no-java", "acme", DENY, "run.command[0] == 'java'");

        assertThat(acme.denied(run())).containsExactly(GUARDRAIL);
        assertThat(rules(acme.decide(run()))).containsExactly(guardrail("no-java"));
    }

    @Test
    void letsPassWhatItsConditionDoesNotHoldFor() {
        acme.guard("no-python", "acme", DENY, "run.command[0] == 'python'");

        acme.allowed(run());
    }

    @Test
    void deniesAlwaysWithoutACondition() {
        acme.guard("frozen", "acme", DENY);

        assertThat(acme.denied(run())).containsExactly(GUARDRAIL);
    }

    @Test
    void hidesNoGuardrailFromWhoMaySeeThemAndKeepsNobodyFromTakingItBack() {
        acme.bind("owners", "Owner", "root", "ada")
                .guard(new Guardrail(
                        guardrail("everything"),
                        Namespace.ROOT,
                        "everything",
                        Permission.ALL,
                        List.of(),
                        Optional.empty(),
                        DENY,
                        false,
                        ""));

        acme.allowed(new ListQuestion(ada, Permission.read("guardrail"), Namespace.ROOT));
        acme.allowed(new ResourceWriteQuestion(ada, "guardrail", Namespace.ROOT, "everything"));
        assertThat(acme.denied(new ListQuestion(ada, Permission.read("job"), Namespace.ROOT)))
                .containsExactly(GUARDRAIL);
        assertThat(acme.denied(new ListQuestion(person("bob"), Permission.read("guardrail"), Namespace.ROOT)))
                .containsExactly(NO_MATCHING_ROLE);
    }

    @Test
    void isInheritedByChildrenAndByNoSibling() {
        acme.guard("frozen", "acme.data", DENY);

        assertThat(acme.denied(submit(ada, "acme.data.etl/nightly", false))).containsExactly(GUARDRAIL);
        acme.allowed(submit(ada, "acme.web/nightly", false));
        acme.allowed(submit(ada, "acme/nightly", false));
    }

    @Test
    void aChildTakesNothingBack() {
        acme.guard("frozen", "acme", DENY).guard("noted", "acme.data", WARN);

        assertThat(acme.denied(submit(ada, "acme.data/etl", false))).containsExactly(GUARDRAIL);
    }

    @Test
    void deniesWhatItCannotWorkOut() {
        acme.guard("needs-ticket", "acme", WARN, "inputs.ticket == ''");

        assertThat(acme.denied(run())).containsExactly(GUARDRAIL_FAILED);
        assertThat(rules(acme.decide(run()))).containsExactly(guardrail("needs-ticket"));
    }

    @Test
    void denyingWinsOverWantingApproval() {
        acme.guard("approve", "acme", APPROVE).guard("frozen", "acme", DENY);

        assertThat(acme.denied(run())).containsExactly(GUARDRAIL);
    }

    @Test
    void wantsTheApprovalsOfAllRulesAtOnce() {
        acme.guard("approve", "acme", APPROVE).guard("approve-all", "root", APPROVE, "subject.kind == 'user'");

        var permit = approval(acme.decide(run()));

        assertThat(permit.rules().stream().map(ApprovalRule::rule))
                .containsExactly(guardrail("approve"), guardrail("approve-all"));
        assertThat(permit.grounds().rules()).contains(guardrail("approve"), guardrail("approve-all"));
        assertThat(permit.rules().getFirst().expires()).isEqualTo(Duration.ofHours(4));
    }

    @Test
    void isNotAskedOfWhomNoRoleAllows() {
        acme.guard("approve", "acme", APPROVE);

        assertThat(acme.denied(submit(person("bob"), "acme/etl", false))).containsExactly(NO_MATCHING_ROLE);
    }

    @Test
    void warnsAndAllows() {
        acme.guard("slow", "acme", WARN, "run.timeout > duration('5m')");

        assertThat(acme.allowed(run()).grounds().warnings())
                .extracting(Warning::name)
                .containsExactly("acme/slow");
        assertThat(acme.allowed(run()).grounds().rules()).contains(guardrail("slow"));
    }

    @Test
    void isNotAskedBeforeTheJobIsLookedUp() {
        acme.guard("frozen", "acme", DENY);

        acme.allowed(lookUp(ada, "acme/etl"));
    }

    @Test
    void isAboutTheJobsOfItsPatternsOnly() {
        acme.guard(about(List.of(new NamePattern("acme.*/nightly-*")), false));

        assertThat(acme.denied(submit(ada, "acme.data/nightly-report", false))).containsExactly(GUARDRAIL);
        acme.allowed(submit(ada, "acme.data/report", false));
        acme.allowed(submit(ada, "acme/nightly-report", false));
    }

    @Test
    void isAskedAgainAtTheStartUnlessItIsAtSubmit() {
        acme.guard("frozen", "acme", DENY, "now.getHours() >= 10");
        assertThat(acme.denied(start(Optional.empty()))).containsExactly(GUARDRAIL);

        var atSubmit = new Acme().bind("launchers", "Launcher", "acme", "ada").guard(about(List.of(), true));
        assertThat(atSubmit.denied(run())).containsExactly(GUARDRAIL);
        atSubmit.allowed(start(Optional.empty()));
    }

    @Test
    void startsWhatWasApprovedByTheRulesOfNow() {
        acme.guard("approve", "acme", APPROVE);

        acme.allowed(start(Optional.of(new Approval(UUID.randomUUID(), Set.of(guardrail("approve")), List.of()))));
        approval(acme.decide(start(Optional.empty())));
    }

    @Test
    void startsNothingThatWasApprovedByARuleThatChanged() {
        acme.guard("approve", "acme", APPROVE);
        var earlier = new Rule("guardrail", guardrail("approve").id(), 0);

        assertThat(acme.denied(start(Optional.of(new Approval(UUID.randomUUID(), Set.of(earlier), List.of())))))
                .containsExactly(APPROVAL_DRIFTED);
    }

    @Test
    void seesWhetherAnAttemptWasMadeBefore() {
        acme.guard("no-retries", "acme", DENY, "run.retry");

        acme.allowed(start(Optional.empty()));
        assertThat(acme.denied(start(2, Optional.empty()))).containsExactly(GUARDRAIL);
    }

    @Test
    void isAboutOtherActsThanRuns() {
        acme.bind("owners", "Owner", "root", "ada")
                .guard(new Guardrail(
                        guardrail("office-hours"),
                        Namespace.ROOT,
                        "office-hours",
                        Set.of(Permission.write("rolebinding")),
                        List.of(),
                        Optional.of(Acme.expression("!fromNetwork('10.0.0.0/8') && resource.name == 'admins'")),
                        DENY,
                        false,
                        "Only from the office"));
        var change = new ResourceWriteQuestion(ada, "rolebinding", new Namespace("acme"), "admins");

        assertThat(acme.denied(change)).containsExactly(GUARDRAIL);
        acme.allowed(new ResourceWriteQuestion(ada.from("10.1.2.3"), "rolebinding", new Namespace("acme"), "admins"));
        acme.allowed(new ResourceWriteQuestion(ada, "rolebinding", new Namespace("acme"), "others"));
    }

    @Test
    void aPolicyWithAConditionThatIsNoneCannotBeReadAndThatOfBeforeStands() {
        var engine = acme.engineAt(Acme.NOW);
        acme.guard("broken", "acme", DENY, "this is nothing");

        assertThatThrownBy(() -> engine.replace(acme.source(8), Acme.NOW)).isInstanceOf(UnreadablePolicy.class);
        assertThat(engine.revision("acme")).hasValue(Acme.REVISION);
    }

    @Test
    void givesARoleWhereTheConditionOfItsBindingHoldsOnly() {
        var conditional = new Acme().bindWhen("small", "Launcher", "acme", "inputs.day == '2026-11-22'", "ada", "bob");
        conditional.allowed(run());
        conditional.allowed(lookUp(ada, "acme/etl"));

        var other = new Acme().bindWhen("small", "Launcher", "acme", "inputs.day == '2026-11-23'", "ada");
        assertThat(other.denied(run())).containsExactly(NO_MATCHING_ROLE);
        assertThat(other.denied(new StopQuestion(ada, execution(), Acme.job("acme/etl"), "")))
                .containsExactly(NO_MATCHING_ROLE);
    }

    @Test
    void givesNothingByABindingWhoseConditionFails() {
        var failing = new Acme().bindWhen("small", "Launcher", "acme", "inputs.unknown == 1", "ada");

        assertThat(failing.denied(run())).containsExactly(NO_MATCHING_ROLE);
    }

    @Test
    void givesNothingByABindingThatExpired() {
        Instant later = Acme.NOW.plusSeconds(60);
        new Acme().bindUntil("for-now", "Launcher", "acme", later, "ada").allowed(run());

        assertThat(new Acme()
                        .bindUntil("for-now", "Launcher", "acme", Acme.NOW, "ada")
                        .denied(run()))
                .containsExactly(NO_MATCHING_ROLE);
    }

    @Test
    void namesTheBindingThatHoldsWhereOthersDoNot() {
        var several = new Acme()
                .bindWhen("never", "Launcher", "acme", "false", "ada")
                .bind("always", "Launcher", "acme", "ada")
                .bindWhen("inputs", "Launcher", "acme", "size(inputs) > 0", "ada");

        assertThat(several.allowed(run()).grounds().rules())
                .contains(Acme.binding("always"))
                .doesNotContain(Acme.binding("never"));
    }

    private SubmitQuestion run() {
        return submit(ada, "acme/etl", false);
    }

    private StartQuestion start(Optional<Approval> approval) {
        return start(1, approval);
    }

    private StartQuestion start(int attempt, Optional<Approval> approval) {
        return new StartQuestion(execution(), run(), Optional.empty(), List.of(), attempt, approval);
    }

    private static ExecutionId execution() {
        return new ExecutionId(new UUID(1, 2));
    }

    private static Guardrail about(List<NamePattern> jobs, boolean atSubmit) {
        return new Guardrail(
                guardrail("nightly"),
                new Namespace("acme"),
                "nightly",
                Set.of(Permission.EXECUTION_CREATE),
                jobs,
                Optional.empty(),
                DENY,
                atSubmit,
                "");
    }

    private static ProposePermit approval(Decision<?> decision) {
        return decision instanceof Decision.ApprovalRequired<?>(ProposePermit permit)
                ? permit
                : org.assertj.core.api.Assertions.fail("no approval wanted: " + decision);
    }

    private static List<Rule> rules(Decision<?> decision) {
        return decision instanceof Decision.Deny<?> deny
                ? deny.reasons().stream()
                        .flatMap(reason -> reason.rule().stream())
                        .toList()
                : Stream.<Rule>empty().toList();
    }
}
