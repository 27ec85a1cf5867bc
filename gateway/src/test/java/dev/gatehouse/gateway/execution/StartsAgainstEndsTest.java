package dev.gatehouse.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.deprovision.AccessEnds;
import dev.gatehouse.gateway.deprovision.EndReason;
import dev.gatehouse.gateway.deprovision.Extent;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.oidc.OidcCalls;
import dev.gatehouse.gateway.policy.SubjectFacts;
import dev.gatehouse.gateway.scim.ScimCalls;
import dev.gatehouse.gateway.way.Until;
import dev.gatehouse.observability.ExecutionId;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A start with secrets and the end of its starter's access or token, at the same time, many times. What had begun when
 * whoever ends it got the answer is all that ever begins.
 */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class StartsAgainstEndsTest {
    private static final int RACES = 40;
    private static final int LONGEST_HEAD_START_NANOS = 25_000_000;

    @Inject
    Stage stage;

    @Inject
    Directory directory;

    @Inject
    StartPipeline pipeline;

    @Inject
    AccessEnds ends;

    @Inject
    SubjectFacts facts;

    @Inject
    Scheduler scheduler;

    /** Who ends it. */
    enum By {
        IDENTITY_PROVIDER,
        ADMINISTRATOR,
        /** After which the subject is active. */
        SECURITY_EVENT,
        /** Of which the subject has another one. */
        TOKEN,
        /** With which somebody else began it as the subject. */
        TOKEN_OF_IMPERSONATOR
    }

    /** With what it is begun, and what ends that. */
    private record Begun(Account with, Runnable ending) {}

    /** What there was of the start at the answer, and in the end. */
    private record Race(String atTheAnswer, String atLast) {}

    @ParameterizedTest
    @EnumSource(By.class)
    void afterTheAnswerNothingStartsAndNoSecretLeaves(By by) throws InterruptedException, ExecutionException {
        var scene = stage.secretScene();
        stage.putSecret(scene, "correct-horse-battery-staple");
        ScimCalls scim = directory.client();
        Account support = stage.access().account(Stage.TENANT, "Owner", "root");
        List<Race> races = new ArrayList<>();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // Whoever lost begins earlier the next time, however long either takes on this machine.
            int lead = 0;
            for (Account starter : directory.launchers(scim, scene, RACES)) {
                Race race = race(scene, begun(by, scene, scim, starter, support), threads, lead);
                lead += race.atLast().startsWith("1 1") ? -LONGEST_HEAD_START_NANOS : LONGEST_HEAD_START_NANOS;
                races.add(race);
            }
        }

        assertThat(races).hasSize(RACES).allMatch(race -> race.atLast().equals(race.atTheAnswer()));
        // Both were first at times, or nothing was tried.
        assertThat(races.stream().filter(race -> race.atLast().startsWith("1 1")))
                .hasSizeGreaterThan(RACES / 20);
        assertThat(races.stream().filter(race -> race.atLast().startsWith("0 0")))
                .hasSizeGreaterThan(RACES / 20);
        Until.sees(() -> left(scene), "0"::equals);
    }

    /** The cascade has not come, or is done without having found it: the start decides by itself. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatWasAcceptedBeforeASecurityEventDoesNotStartAndWhatIsAcceptedAfterDoes(boolean done) {
        var scene = stage.secretScene();
        stage.putSecret(scene, "correct-horse-battery-staple");
        ExecutionId before = stage.queued(scene);
        WorkerSession session = stage.session(scene);
        Lease lease = stage.claimed(session);
        scheduler.pause("access-ends");
        try {
            UUID end = directory.beginEnd(scene.launcher(), EndReason.SECURITY_EVENT, new Extent.Everything());
            facts.reread(Stage.TENANT, scene.launcher().subject());
            if (done) {
                stage.sql("UPDATE access_end_step SET done_at = now() WHERE end_id = ?", end);
                stage.sql("UPDATE access_end SET done_at = now() WHERE id = ?", end);
            }

            assertThat(pipeline.start(session, lease)).isEqualTo(new StartAnswer.Gone("access_ended"));
            assertThat(stage.events(before)).containsExactly("1 execution.accepted");
            assertThat(begun(lease)).isEqualTo("0 0 0");

            var back = new Account(
                    Stage.TENANT,
                    scene.launcher().subject(),
                    scene.launcher().name(),
                    stage.access().token(Stage.TENANT, scene.launcher().subject()));
            stage.submit(back, Stage.body(scene.job())).statusCode(201);
            WorkerSession another = stage.session(scene);
            assertThat(pipeline.start(another, stage.claimed(another))).isInstanceOf(StartAnswer.Started.class);
        } finally {
            scheduler.resume("access-ends");
        }
    }

    private Begun begun(By by, Stage.Scene scene, ScimCalls scim, Account starter, Account support) {
        return switch (by) {
            case IDENTITY_PROVIDER -> new Begun(starter, () -> Directory.deactivate(scim, starter));
            case ADMINISTRATOR ->
                new Begun(starter, () -> EndCalls.end(scene.owner(), starter).statusCode(202));
            case SECURITY_EVENT ->
                new Begun(starter, () -> {
                    directory.beginEnd(starter, EndReason.SECURITY_EVENT, new Extent.Everything());
                    ends.hasten();
                });
            case TOKEN -> new Begun(starter, () -> stage.revokeToken(scene.owner(), starter));
            case TOKEN_OF_IMPERSONATOR -> {
                Account another = stage.withAnotherToken(support);
                String shown = OidcCalls.actingAs(another, starter.subject());
                yield new Begun(
                        new Account(Stage.TENANT, starter.subject(), starter.name(), shown),
                        () -> stage.revokeToken(scene.owner(), another));
            }
        };
    }

    /** @param lead of the start, in nanoseconds, to which chance adds a little */
    private Race race(Stage.Scene scene, Begun begun, ExecutorService threads, int lead)
            throws InterruptedException, ExecutionException {
        var execution =
                Stage.id(stage.submit(begun.with(), Stage.body(scene.job())).statusCode(201));
        WorkerSession session = stage.session(scene);
        Lease lease = stage.claimed(session);
        assertThat(lease.execution()).isEqualTo(execution);
        var both = new CountDownLatch(2);
        int headStart = lead + ThreadLocalRandom.current().nextInt(-LONGEST_HEAD_START_NANOS, LONGEST_HEAD_START_NANOS);

        var start = threads.submit(() -> {
            meet(both, -headStart);
            return pipeline.start(session, lease);
        });
        var end = threads.submit(() -> {
            meet(both, headStart);
            begun.ending().run();
            return begun(lease);
        });
        String atTheAnswer = end.get();
        start.get();
        return new Race(atTheAnswer, begun(lease));
    }

    private static void meet(CountDownLatch both, int nanos) throws InterruptedException {
        both.countDown();
        both.await();
        if (nanos > 0) {
            LockSupport.parkNanos(nanos);
        }
    }

    /** How many starts and envelopes there are, and how often secrets were to be resolved. */
    private String begun(Lease lease) {
        return stage.query("""
                        SELECT (SELECT count(*) FROM event e WHERE e.execution_id = w.id AND e.code = 'execution.started')
                               || ' ' || (SELECT count(*) FROM envelope v WHERE v.execution_id = w.id)
                               || ' ' || (SELECT count(*) FROM event e
                                           WHERE e.execution_id = w.id AND e.code = 'execution.resolving')
                          FROM (SELECT ?::uuid AS id) w""", lease.execution().value()).orElseThrow();
    }

    /** What neither ended nor was told to. */
    private String left(Stage.Scene scene) {
        return stage.query("""
                        SELECT count(*) FROM execution
                         WHERE job_namespace = ? AND state <> 'REVOKED' AND NOT (state = 'RUNNING' AND stop = 'revoke')""", scene.namespace()).orElseThrow();
    }
}
