package dev.gatehouse.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.scim.ScimCalls;
import dev.gatehouse.gateway.way.Until;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * A start with secrets and the deactivation of its starter, at the same time, many times. What had begun when the
 * identity provider got its answer is all that ever begins.
 */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class StartsAgainstEndsTest {
    private static final int RACES = 100;
    private static final int LONGEST_HEAD_START_NANOS = 25_000_000;

    @Inject
    Stage stage;

    @Inject
    Directory directory;

    @Inject
    StartPipeline pipeline;

    /** What there was of the start at the answer, and in the end. */
    private record Race(String atTheAnswer, String atLast) {}

    @Test
    void afterTheAnswerNothingStartsAndNoSecretLeaves() throws InterruptedException, ExecutionException {
        var scene = stage.secretScene();
        stage.putSecret(scene, "correct-horse-battery-staple");
        ScimCalls scim = directory.client();
        List<Race> races = new ArrayList<>();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Account starter : directory.launchers(scim, scene, RACES)) {
                races.add(race(scene, scim, starter, threads));
            }
        }

        assertThat(races).hasSize(RACES).allMatch(race -> race.atLast().equals(race.atTheAnswer()));
        // Both were first at times, or nothing was tried.
        assertThat(races.stream().filter(race -> race.atLast().equals("1 1"))).hasSizeGreaterThan(RACES / 20);
        assertThat(races.stream().filter(race -> race.atLast().equals("0 0"))).hasSizeGreaterThan(RACES / 20);
        Until.sees(() -> left(scene), "0"::equals);
    }

    private Race race(Stage.Scene scene, ScimCalls scim, Account starter, ExecutorService threads)
            throws InterruptedException, ExecutionException {
        var execution = Stage.id(stage.submit(starter, Stage.body(scene.job())).statusCode(201));
        WorkerSession session = stage.session(scene);
        Lease lease = stage.claimed(session);
        assertThat(lease.execution()).isEqualTo(execution);
        var both = new CountDownLatch(2);
        int headStart = ThreadLocalRandom.current().nextInt(-LONGEST_HEAD_START_NANOS, LONGEST_HEAD_START_NANOS);

        var start = threads.submit(() -> {
            meet(both, -headStart);
            return pipeline.start(session, lease);
        });
        var end = threads.submit(() -> {
            meet(both, headStart);
            Directory.deactivate(scim, starter);
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

    /** How many starts and how many envelopes there are. */
    private String begun(Lease lease) {
        return stage.query("""
                        SELECT (SELECT count(*) FROM event e WHERE e.execution_id = w.id AND e.code = 'execution.started')
                               || ' ' || (SELECT count(*) FROM envelope v WHERE v.execution_id = w.id)
                          FROM (SELECT ?::uuid AS id) w""", lease.execution().value()).orElseThrow();
    }

    /** What neither ended nor was told to. */
    private String left(Stage.Scene scene) {
        return stage.query("""
                        SELECT count(*) FROM execution
                         WHERE job_namespace = ? AND state <> 'REVOKED' AND NOT (state = 'RUNNING' AND stop = 'revoke')""", scene.namespace()).orElseThrow();
    }
}
