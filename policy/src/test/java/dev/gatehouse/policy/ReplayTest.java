package dev.gatehouse.policy;

import static dev.gatehouse.policy.Acme.NOW;
import static dev.gatehouse.policy.Acme.person;
import static dev.gatehouse.policy.Acme.submit;
import static dev.gatehouse.policy.Judgement.Outcome.ALLOW;
import static dev.gatehouse.policy.Judgement.Outcome.APPROVAL;
import static dev.gatehouse.policy.Judgement.Outcome.DENY;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReplayTest {
    private static final List<String> PEOPLE = List.of("ada", "bob", "eve");
    private static final List<String> PLACES = List.of("root", "acme", "acme.data", "acme.data.etl", "acme.web");
    private static final List<String> CONDITIONS = List.of(
            "inputs.day == '2026-11-22'",
            "inputs.missing == 1",
            "subject.name == 'ada'",
            "run.priority > 0",
            "now.getHours() < 12",
            "job.pinned");

    private final Trials trials = new Trials();
    private final SubmitQuestion question = submit(person("ada"), "acme.data/etl", false);

    @Test
    void whatTheCandidateAllowsIsTheDoingOfItsBinding() {
        var difference = replay(new Acme(), new Acme().bind("launchers", "Launcher", "acme", "ada"));

        assertThat(difference)
                .contains(new Replay.Difference(
                        DENY, ALLOW, Optional.of(new Replay.Named(Acme.binding("launchers"), "acme/launchers"))));
    }

    @Test
    void whatTheCandidateNoLongerGivesIsTheDoingOfWhatGaveIt() {
        var difference = replay(new Acme().bind("launchers", "Launcher", "acme", "ada"), new Acme());

        assertThat(difference)
                .contains(new Replay.Difference(
                        ALLOW, DENY, Optional.of(new Replay.Named(Acme.binding("launchers"), "acme/launchers"))));
    }

    @Test
    void whatTheCandidateDeniesIsTheDoingOfItsGuardrail() {
        var difference = replay(allowing(), allowing().guard("frozen", "acme", new Effect.Deny()));

        assertThat(difference)
                .contains(new Replay.Difference(
                        ALLOW, DENY, Optional.of(new Replay.Named(Acme.guardrail("frozen"), "acme/frozen"))));
    }

    @Test
    void whatTheCandidateLeavesToPeopleIsNeitherAllowedNorDenied() {
        var wanted = new Effect.RequireApproval(Set.of(Acme.id("managers")), 1, Duration.ofHours(1));

        assertThat(replay(allowing(), allowing().guard("two", "acme", wanted)))
                .contains(new Replay.Difference(
                        ALLOW, APPROVAL, Optional.of(new Replay.Named(Acme.guardrail("two"), "acme/two"))));
    }

    @Test
    void whatBothSayAlikeByOtherRulesIsNoDifference() {
        assertThat(replay(allowing(), new Acme().bind("others", "Owner", "root", "ada")))
                .isEmpty();
    }

    @Test
    void aPolicyNeverDiffersFromItself() {
        var random = new Random(6);
        for (int round = 0; round < 200; round++) {
            var policy = policy(random);
            var replay = new Replay(trials.of(policy.source(1)), trials.of(policy.source(2)));
            for (int asked = 0; asked < 20; asked++) {
                assertThat(replay.compare(question(random), NOW.plusSeconds(random.nextInt(86_400))))
                        .isEmpty();
            }
        }
    }

    @Test
    void whatATrialSaysIsWhatTheEngineDecides() {
        var random = new Random(7);
        for (int round = 0; round < 200; round++) {
            var policy = policy(random);
            var asked = question(random);

            var judged = trials.of(policy.source(1)).ask(asked, NOW);

            assertThat(judged.outcome())
                    .isEqualTo(
                            switch (policy.decide(asked)) {
                                case Decision.Allow<?> _ -> ALLOW;
                                case Decision.Deny<?> _ -> DENY;
                                case Decision.ApprovalRequired<?> _ -> APPROVAL;
                                case Decision.Unavailable<?> _ -> throw new AssertionError("unavailable");
                            });
        }
    }

    private static Acme allowing() {
        return new Acme().bind("launchers", "Launcher", "acme", "ada");
    }

    private Optional<Replay.Difference> replay(Acme current, Acme candidate) {
        return new Replay(trials.of(current.source(1)), trials.of(candidate.source(1))).compare(question, NOW);
    }

    private static Acme policy(Random random) {
        var acme = new Acme();
        IntStream.range(0, 1 + random.nextInt(4)).forEach(i -> {
            String name = "binding-" + i;
            if (random.nextBoolean()) {
                acme.bind(name, "Launcher", any(PLACES, random), any(PEOPLE, random));
            } else {
                acme.bindWhen(name, "Launcher", any(PLACES, random), any(CONDITIONS, random), any(PEOPLE, random));
            }
        });
        var effects = List.of(
                new Effect.Deny(),
                new Effect.Warn(),
                new Effect.RequireApproval(Set.of(Acme.id("managers")), 1, Duration.ofHours(1)));
        IntStream.range(0, random.nextInt(3))
                .forEach(i -> acme.guard(
                        "guardrail-" + i,
                        any(PLACES, random),
                        effects.get(random.nextInt(effects.size())),
                        Stream.of(any(CONDITIONS, random))
                                .filter(_ -> random.nextBoolean())
                                .toArray(String[]::new)));
        return acme;
    }

    private static SubmitQuestion question(Random random) {
        return submit(person(any(PEOPLE, random)), any(PLACES.subList(1, 5), random) + "/etl", false);
    }

    private static String any(List<String> some, Random random) {
        return some.get(random.nextInt(some.size()));
    }
}
