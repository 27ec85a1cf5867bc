package dev.gatehouse.policy;

import static dev.gatehouse.policy.Acme.binding;
import static dev.gatehouse.policy.Acme.ended;
import static dev.gatehouse.policy.Acme.id;
import static dev.gatehouse.policy.Acme.job;
import static dev.gatehouse.policy.Acme.person;
import static dev.gatehouse.policy.Acme.secret;
import static dev.gatehouse.policy.Acme.submit;
import static dev.gatehouse.policy.Reason.GUARDRAIL;
import static dev.gatehouse.policy.Reason.NO_MATCHING_ROLE;
import static dev.gatehouse.policy.Reason.SECRET_FORBIDDEN;
import static dev.gatehouse.policy.Reason.SUBJECT_ENDED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.observability.ExecutionId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SecretUseTest {
    private static final String JOB = "acme.data/etl";
    private static final SecretReference PASSWORD = secret("acme.data", "password");

    private final Subject starter = person("starter", true, 4);
    private final Subject author = person("author", true, 9);
    private final Acme acme = new Acme()
            .role("secretuser", 1, Permission.SECRET_USE)
            .bind("starts", "Launcher", "acme", "starter")
            .bind("uses", "secretuser", "acme.data", "author");

    @Test
    void aStartRestsOnStarterAndAuthorWhereTheJobHasSecrets() {
        var permit = acme.allowed(start(starter, Optional.of(author), PASSWORD));

        assertThat(permit.secrets()).containsExactly(PASSWORD);
        assertThat(permit.subject()).isEqualTo(starter);
        assertThat(permit.grounds().rules()).contains(binding("starts"), binding("uses"));
        assertThat(permit.grounds().epochs())
                .containsExactly(new SubjectEpoch(starter.id(), 4), new SubjectEpoch(author.id(), 9));
    }

    @Test
    void aGuardrailAboutTheUseOfSecretsIsAskedAtEachStart() {
        acme.guard(useOf("frozen", "resource.name == 'password'"));

        assertThat(acme.denied(start(starter, Optional.of(author), PASSWORD))).containsExactly(GUARDRAIL);
        acme.allowed(start(starter, Optional.of(author)));
    }

    @Test
    void aGuardrailAboutTheUseOfAnotherSecretStopsNoStart() {
        acme.guard(useOf("frozen", "resource.name == 'token'"));

        acme.allowed(start(starter, Optional.of(author), PASSWORD));
    }

    @Test
    void aGuardrailAboutTheUseOfSecretsIsAskedOfWhoeverOverridesAJobWithSome() {
        acme.bind("also-uses", "secretuser", "acme.data", "starter").guard(useOf("frozen", "true"));

        assertThat(acme.denied(submit(starter, JOB, true, PASSWORD))).containsExactly(GUARDRAIL);
        acme.allowed(submit(starter, JOB, false, PASSWORD));
    }

    private static Guardrail useOf(String name, String when) {
        return new Guardrail(
                Acme.guardrail(name),
                new Namespace("acme"),
                name,
                Set.of(Permission.SECRET_USE),
                List.of(),
                Optional.of(Acme.expression(when)),
                new Effect.Deny(),
                false,
                "");
    }

    @Test
    void aStartWithoutSecretsRestsOnTheStarterAlone() {
        var permit = acme.allowed(start(starter, Optional.of(ended("author"))));

        assertThat(permit.grounds().rules()).doesNotContain(binding("uses"));
        assertThat(permit.grounds().epochs()).containsExactly(new SubjectEpoch(starter.id(), 4));
    }

    @Test
    void whoStartsTheirOwnJobIsNamedOnce() {
        acme.bind("both", "Owner", "root", "author");

        assertThat(acme.allowed(start(author, Optional.of(author), PASSWORD))
                        .grounds()
                        .epochs())
                .containsExactly(new SubjectEpoch(author.id(), 9));
    }

    @Test
    void aStarterWhoLostTheRoleIsDenied() {
        assertThat(acme.denied(start(person("other"), Optional.of(author), PASSWORD)))
                .containsExactly(NO_MATCHING_ROLE);
    }

    @Test
    void aStarterWhoseAccessEndedIsDenied() {
        assertThat(acme.denied(start(ended("starter"), Optional.of(author), PASSWORD)))
                .containsExactly(SUBJECT_ENDED);
    }

    @Test
    void anAuthorWithoutSecretUseForbidsTheSecretOnly() {
        assertThat(acme.denied(start(starter, Optional.of(person("other")), PASSWORD)))
                .containsExactly(SECRET_FORBIDDEN);
    }

    @Test
    void anAuthorWhoseAccessEndedForbidsTheSecretOnly() {
        assertThat(acme.denied(start(starter, Optional.of(ended("author")), PASSWORD)))
                .containsExactly(SECRET_FORBIDDEN);
    }

    @Test
    void anUnknownAuthorForbidsTheSecretOnly() {
        assertThat(acme.denied(start(starter, Optional.empty(), PASSWORD))).containsExactly(SECRET_FORBIDDEN);
    }

    @Test
    void whenTheStarterIsDeniedTooTheSecretIsNotTheReason() {
        assertThat(acme.denied(start(person("other"), Optional.empty(), PASSWORD)))
                .containsExactly(NO_MATCHING_ROLE);
        assertThat(acme.denied(start(ended("starter"), Optional.empty(), PASSWORD)))
                .containsExactly(SUBJECT_ENDED);
    }

    @Test
    void everySecretOfTheJobIsAsked() {
        assertThat(acme.denied(start(starter, Optional.of(author), PASSWORD, secret("acme", "other"))))
                .containsExactly(SECRET_FORBIDDEN);
    }

    @Test
    void aSecretOfANamespaceAboveMayBeUsed() {
        acme.bind("above", "secretuser", "acme", "author");

        assertThat(acme.allowed(start(starter, Optional.of(author), secret("acme", "shared")))
                        .secrets())
                .containsExactly(secret("acme", "shared"));
    }

    @Test
    void aSecretOfANamespaceBesideMayNot() {
        acme.bind("everywhere", "secretuser", "root", "author");

        assertThat(acme.denied(start(starter, Optional.of(author), secret("acme.web", "password"))))
                .containsExactly(SECRET_FORBIDDEN);
    }

    @Test
    void anAuthorWithSecretUseMayReferToIt() {
        var permit = acme.allowed(new SecretUseQuestion(author, PASSWORD, job(JOB)));

        assertThat(permit.secret()).isEqualTo(PASSWORD);
        assertThat(permit.job()).isEqualTo(job(JOB));
    }

    @Test
    void anAuthorWithoutSecretUseMayNotReferToIt() {
        assertThat(acme.denied(new SecretUseQuestion(starter, PASSWORD, job(JOB))))
                .containsExactly(SECRET_FORBIDDEN);
    }

    @Test
    void whoMayUseSecretsElsewhereIsToldWhere() {
        acme.bind("elsewhere", "secretuser", "acme.dev", "other");

        var inManifest = new SecretUseQuestion(person("other"), PASSWORD, job(JOB));
        var atStart = start(starter, Optional.of(person("other")), PASSWORD);

        for (Question<?> question : List.of(inManifest, atStart)) {
            assertThat(acme.reasons(question)).singleElement().satisfies(reason -> {
                assertThat(reason.code()).isEqualTo(SECRET_FORBIDDEN);
                assertThat(reason.message())
                        .isEqualTo("embedded/acme.data/password may not be used: No binding gives " + id("other")
                                + " secret:use in acme.data");
                assertThat(reason.nearMisses())
                        .extracting(NearMiss::sentence)
                        .containsExactly("rolebinding elsewhere@2 gives secretuser to " + id("other")
                                + ", but in acme.dev and not in acme.data");
            });
        }
    }

    @Test
    void whoMayUseSecretsOnAConditionIsToldThatItCountsForNone() {
        acme.bindWhen("sundays", "secretuser", "acme.data", "now.getDayOfWeek() == 0", "other");

        assertThat(acme.reasons(new SecretUseQuestion(person("other"), PASSWORD, job(JOB))))
                .flatExtracting(Reason::nearMisses)
                .extracting(NearMiss::sentence)
                .containsExactly("rolebinding sundays@2 gives secretuser to " + id("other")
                        + " in acme.data, but on a condition that counts for no secret: now.getDayOfWeek() == 0");
    }

    @Test
    void whoMayNotUseSecretsAnywhereIsToldNoBinding() {
        assertThat(acme.reasons(new SecretUseQuestion(person("other"), PASSWORD, job(JOB))))
                .singleElement()
                .satisfies(reason -> assertThat(reason.nearMisses()).isEmpty());
    }

    @Test
    void aTokenThatLeavesNoSecretsIsNamed() {
        var scope = new Scope(id("token"), Set.of(Permission.write("job")), Namespace.ROOT);

        assertThat(acme.reasons(new SecretUseQuestion(author.within(Optional.of(scope)), PASSWORD, job(JOB))))
                .singleElement()
                .satisfies(reason -> assertThat(reason.rule()).contains(new Rule("token", id("token"), 1)));
    }

    @Test
    void aJobAboveTheSecretMayNotReferToIt() {
        assertThat(acme.denied(new SecretUseQuestion(author, PASSWORD, job("acme/etl"))))
                .containsExactly(SECRET_FORBIDDEN);
    }

    @Test
    void aSubmissionNeedsNoSecretUse() {
        assertThat(acme.allowed(submit(starter, JOB, false, PASSWORD)).secrets())
                .containsExactly(PASSWORD);
    }

    @Test
    void aSubmissionThatOverridesAJobWithSecretsNeedsIt() {
        assertThat(acme.denied(submit(starter, JOB, true, PASSWORD))).containsExactly(SECRET_FORBIDDEN);
    }

    @Test
    void aSubmissionThatOverridesAJobWithSecretsIsAllowedWithIt() {
        acme.bind("starter uses", "secretuser", "acme.data", "starter");

        assertThat(acme.allowed(submit(starter, JOB, true, PASSWORD)).grounds().rules())
                .contains(binding("starts"), binding("starter uses"));
    }

    @Test
    void anOverrideIsAskedAgainAtTheStart() {
        var question = new StartQuestion(
                execution(),
                submit(starter, JOB, true, PASSWORD),
                Optional.of(author),
                List.of(PASSWORD),
                1,
                Optional.empty());

        assertThat(acme.denied(question)).containsExactly(SECRET_FORBIDDEN);
    }

    private static StartQuestion start(Subject starter, Optional<Subject> author, SecretReference... secrets) {
        return new StartQuestion(
                execution(), submit(starter, JOB, false, secrets), author, List.of(secrets), 1, Optional.empty());
    }

    private static ExecutionId execution() {
        return new ExecutionId(new UUID(1, 2));
    }
}
