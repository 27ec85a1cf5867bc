package dev.gatehouse.policy;

import static dev.gatehouse.policy.Acme.NOW;
import static dev.gatehouse.policy.Acme.lookUp;
import static dev.gatehouse.policy.Acme.person;
import static dev.gatehouse.policy.Acme.readAt;
import static dev.gatehouse.policy.Acme.submit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.observability.ExecutionId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TenantPoliciesTest {
    private static final Instant AT_THE_LIMIT = NOW.plusSeconds(5);
    private static final Instant TOO_LATE = AT_THE_LIMIT.plusMillis(1);

    private final Subject ada = person("ada");
    private final Acme acme = new Acme().bind("b", "Launcher", "acme", "ada");

    @Test
    void aTenantWithoutAPolicyIsUnavailable() {
        var engine = new TenantPolicies(() -> NOW, () -> Acme.DECISION, Acme.MAX_AGE);

        assertThat(engine.decide(lookUp(ada, "acme/etl"))).isEqualTo(unavailable("policy_unknown"));
        assertThat(engine.revision("acme")).isEmpty();
    }

    @Test
    void aPolicyOfTheGreatestAgeStillAnswers() {
        var engine = acme.engineAt(AT_THE_LIMIT);

        assertThat(engine.decide(lookUp(readAt(ada, AT_THE_LIMIT), "acme/etl"))).isInstanceOf(Decision.Allow.class);
    }

    @Test
    void aStalePolicyIsUnavailable() {
        var engine = acme.engineAt(TOO_LATE);

        assertThat(engine.decide(lookUp(readAt(ada, TOO_LATE), "acme/etl"))).isEqualTo(unavailable("policy_stale"));
    }

    @Test
    void aConfirmedPolicyAnswersAgain() {
        var engine = acme.engineAt(TOO_LATE);

        engine.confirm("acme", Acme.REVISION, TOO_LATE);

        assertThat(engine.decide(lookUp(readAt(ada, TOO_LATE), "acme/etl"))).isInstanceOf(Decision.Allow.class);
    }

    @Test
    void anotherRevisionConfirmsNothing() {
        var engine = acme.engineAt(TOO_LATE);

        engine.confirm("acme", Acme.REVISION + 1, TOO_LATE);

        assertThat(engine.decide(lookUp(readAt(ada, TOO_LATE), "acme/etl"))).isEqualTo(unavailable("policy_stale"));
    }

    @Test
    void staleFactsOfTheSubjectAreUnavailable() {
        var engine = acme.engineAt(AT_THE_LIMIT);

        assertThat(engine.decide(lookUp(readAt(ada, NOW.minusMillis(1)), "acme/etl")))
                .isEqualTo(unavailable("subject_stale"));
    }

    @Test
    void factsFromAheadOfAClockThatWasSetBackAreUnavailable() {
        var engine = acme.engineAt(NOW);

        assertThat(engine.decide(lookUp(readAt(ada, NOW.plusMillis(1)), "acme/etl")))
                .isEqualTo(unavailable("subject_stale"));
    }

    @Test
    void staleFactsOfTheAuthorAreUnavailable() {
        var author = readAt(person("author"), NOW.minusSeconds(6));
        var password = Acme.secret("acme", "password");

        assertThat(acme.decide(new StartQuestion(
                        new ExecutionId(new UUID(1, 2)),
                        submit(ada, "acme/etl", false, password),
                        Optional.of(author),
                        List.of(password),
                        1,
                        Optional.empty())))
                .isEqualTo(unavailable("subject_stale"));
    }

    @Test
    void aReplacedPolicyCountsAtOnce() {
        var engine = acme.engineAt(NOW);

        engine.replace(new Acme().source(Acme.REVISION + 1), NOW);

        assertThat(engine.revision("acme")).isEqualTo(OptionalLong.of(Acme.REVISION + 1));
        assertThat(engine.decide(lookUp(ada, "acme/etl"))).isInstanceOf(Decision.Deny.class);
    }

    @Test
    void anOlderReadDoesNotReplaceALaterRevision() {
        var engine = acme.engineAt(NOW);

        engine.replace(new Acme().source(Acme.REVISION - 1), NOW);

        assertThat(engine.revision("acme")).isEqualTo(OptionalLong.of(Acme.REVISION));
        assertThat(engine.decide(lookUp(ada, "acme/etl"))).isInstanceOf(Decision.Allow.class);
    }

    @Test
    void aSubjectIsJudgedByItsOwnTenantsPolicyOnly() {
        var engine = acme.engineAt(NOW);
        engine.replace(
                new PolicySource("globex", 1, List.of(), List.of(), List.of(), StandingStops.NONE, List.of()), NOW);
        var stranger = new Subject("globex", ada.id(), SubjectKind.USER, "ada", true, 1, ada.groups(), NOW);

        assertThat(engine.decide(lookUp(stranger, "acme/etl"))).isInstanceOf(Decision.Deny.class);
    }

    @Test
    void aPolicyTakesOverTheConditionsOfTheOneBeforeAndKeepsNoOthers() {
        var engine = new Acme()
                .bindWhen("stays", "Launcher", "acme", "inputs.day == 'monday'", "ada")
                .bindWhen("goes", "Launcher", "acme", "inputs.day == 'tuesday'", "ada")
                .engineAt(NOW);
        var before = engine.conditions("acme");

        engine.replace(
                new Acme()
                        .bindWhen("stays", "Launcher", "acme", "inputs.day == 'monday'", "bob")
                        .source(Acme.REVISION + 1),
                NOW);

        var after = engine.conditions("acme");
        assertThat(before.find("inputs.day == 'tuesday'")).isPresent();
        assertThat(after.find("inputs.day == 'monday'"))
                .containsSame(before.find("inputs.day == 'monday'").orElseThrow());
        assertThat(after.find("inputs.day == 'tuesday'")).isEmpty();
    }

    @Test
    void aTenantsConditionsAreItsOwn() {
        var engine = new Acme()
                .bindWhen("small", "Launcher", "acme", "inputs.day == 'monday'", "ada")
                .engineAt(NOW);
        var own = engine.conditions("acme").find("inputs.day == 'monday'").orElseThrow();

        var many = new Acme();
        for (int i = 0; i < 1_000; i++) {
            many.bindWhen("b" + i, "Launcher", "acme", "inputs.day == 'day-" + i + "'", "ada");
        }
        PolicySource others = many.source(1);
        engine.replace(
                new PolicySource(
                        "globex",
                        1,
                        others.roles(),
                        others.bindings(),
                        others.guardrails(),
                        StandingStops.NONE,
                        List.of()),
                NOW);
        engine.replace(
                new Acme()
                        .bindWhen("small", "Launcher", "acme", "inputs.day == 'monday'", "bob")
                        .source(Acme.REVISION + 1),
                NOW);

        assertThat(engine.conditions("acme").find("inputs.day == 'monday'")).containsSame(own);
        assertThat(engine.conditions("globex").find("inputs.day == 'monday'")).isEmpty();
        assertThat(engine.conditions("umbrella").find("inputs.day == 'monday'")).isEmpty();
    }

    private static Decision<LookupPermit> unavailable(String cause) {
        return new Decision.Unavailable<>(cause);
    }
}
