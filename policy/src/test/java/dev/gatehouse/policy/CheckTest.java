package dev.gatehouse.policy;

import static dev.gatehouse.policy.Acme.binding;
import static dev.gatehouse.policy.Acme.id;
import static dev.gatehouse.policy.Acme.person;
import static dev.gatehouse.policy.Permission.AUDIT_READ;
import static dev.gatehouse.policy.Permission.EXECUTION_CREATE;
import static dev.gatehouse.policy.Permission.EXECUTION_READ;
import static dev.gatehouse.policy.Permission.POLICY_READ;
import static dev.gatehouse.policy.Permission.SECRET_USE;
import static dev.gatehouse.policy.Reason.APPROVAL_REQUIRED;
import static dev.gatehouse.policy.Reason.GUARDRAIL;
import static dev.gatehouse.policy.Reason.NO_MATCHING_ROLE;
import static dev.gatehouse.policy.Reason.SUBJECT_ENDED;
import static dev.gatehouse.policy.Reason.TOKEN_SCOPE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CheckTest {
    private final Subject ada = person("ada");
    private final Acme acme = new Acme();

    private static CheckQuestion check(Subject subject, Permission permission, String namespace) {
        return new CheckQuestion(subject, permission, new Namespace(namespace));
    }

    @Test
    void saysYesAndNamesTheRules() {
        acme.bind("of-ada", "Launcher", "acme", "ada");

        assertThat(acme.allowed(check(ada, EXECUTION_CREATE, "acme.data"))
                        .grounds()
                        .rules())
                .containsExactly(binding("of-ada"), new Rule("role", Role.LAUNCHER.id(), Role.LAUNCHER.revision()));
    }

    @Test
    void saysNoWithoutARole() {
        assertThat(acme.denied(check(ada, EXECUTION_CREATE, "acme.data"))).containsExactly(NO_MATCHING_ROLE);
    }

    @Test
    void saysNoOfWhoseAccessEnded() {
        acme.bind("of-ada", "Owner", "root", "ada");

        assertThat(acme.denied(check(Acme.ended("ada"), EXECUTION_CREATE, "acme.data")))
                .containsExactly(SUBJECT_ENDED);
    }

    @Test
    void saysNoWhereTheTokenLeavesNothing() {
        acme.bind("of-ada", "Owner", "root", "ada");
        var narrow = ada.within(Optional.of(new Scope(id("token"), Set.of(EXECUTION_READ), Namespace.ROOT)));

        assertThat(acme.denied(check(narrow, EXECUTION_CREATE, "acme.data"))).containsExactly(TOKEN_SCOPE);
    }

    @Test
    void saysNoOfWhatWouldWaitForPeopleAndNamesTheRule() {
        acme.bind("of-ada", "Launcher", "acme", "ada")
                .guard(
                        "two-people",
                        "acme.prod",
                        new Effect.RequireApproval(Set.of(id("release-managers")), 1, Duration.ofHours(4)));

        var asked = check(ada, EXECUTION_CREATE, "acme.prod.eu");

        assertThat(acme.denied(asked)).containsExactly(APPROVAL_REQUIRED);
        assertThat(acme.decide(asked) instanceof Decision.Deny<?> deny ? deny.rules() : List.of())
                .isEqualTo(List.of(Acme.guardrail("two-people")));
        acme.allowed(check(ada, EXECUTION_CREATE, "acme.data"));
    }

    @Test
    void rulesAboutANameCountForThatName() {
        acme.bind("of-ada", "Viewer", "acme", "ada")
                .guard(new Guardrail(
                        Acme.guardrail("no-echo"),
                        new Namespace("acme"),
                        "no-echo",
                        Set.of(EXECUTION_READ),
                        List.of(),
                        Optional.of(Acme.expression("resource.name == 'echo'")),
                        new Effect.Deny(),
                        false,
                        ""));

        assertThat(acme.denied(new CheckQuestion(ada, EXECUTION_READ, new Namespace("acme"), "echo")))
                .containsExactly(GUARDRAIL);
        acme.allowed(new CheckQuestion(ada, EXECUTION_READ, new Namespace("acme"), "etl"));
    }

    @Test
    void rulesAboutOneJobCountForThatJob() {
        acme.bind("of-ada", "Launcher", "acme", "ada")
                .guard(new Guardrail(
                        Acme.guardrail("no-nightly"),
                        new Namespace("acme"),
                        "no-nightly",
                        Set.of(EXECUTION_CREATE),
                        List.of(new NamePattern("acme/nightly-*")),
                        Optional.empty(),
                        new Effect.Deny(),
                        false,
                        ""));

        assertThat(acme.denied(new CheckQuestion(ada, EXECUTION_CREATE, new Namespace("acme"), "nightly-report")))
                .containsExactly(GUARDRAIL);
        acme.allowed(new CheckQuestion(ada, EXECUTION_CREATE, new Namespace("acme"), "report"));
        acme.allowed(check(ada, EXECUTION_CREATE, "acme"));
    }

    @Test
    void whoMayUseASecretOnAConditionMayNotUseIt() {
        acme.role("secretuser", 1, SECRET_USE)
                .bindWhen("on-a-condition", "secretuser", "acme", "true", "ada")
                .bind("for-good", "secretuser", "acme.data", "ada");

        assertThat(acme.denied(check(ada, SECRET_USE, "acme.web"))).containsExactly(NO_MATCHING_ROLE);
        acme.allowed(check(ada, SECRET_USE, "acme.data"));
    }

    @Test
    void asksAtTheRootWhatIsOnlyAskedThere() {
        acme.bind("of-ada", "Owner", "acme", "ada");

        assertThat(check(ada, AUDIT_READ, "acme").namespace()).isEqualTo(Namespace.ROOT);
        assertThat(acme.denied(check(ada, AUDIT_READ, "acme"))).containsExactly(NO_MATCHING_ROLE);
        assertThat(acme.allowed(check(ada, EXECUTION_CREATE, "acme")).subject()).isEqualTo(ada);
    }

    @Test
    void agreesOnWhatIsAskedAtTheRootWithTheQuestionsOfTheActs() {
        var everywhere = new Namespace("acme");
        var acts = List.<Question<?>>of(
                new AuditQuestion(ada),
                new JoinTokenQuestion(ada, "default"),
                new WorkerListQuestion(ada),
                SubjectQuestion.toRead(ada, Optional.empty()),
                new ImpersonateQuestion(ada, person("bob")));

        assertThat(acts).allSatisfy(act -> {
            assertThat(act.namespace()).isEqualTo(Namespace.ROOT);
            assertThat(new CheckQuestion(ada, act.permission(), everywhere).namespace())
                    .isEqualTo(Namespace.ROOT);
        });
        assertThat(new CheckQuestion(ada, POLICY_READ, everywhere).namespace()).isEqualTo(everywhere);
    }
}
