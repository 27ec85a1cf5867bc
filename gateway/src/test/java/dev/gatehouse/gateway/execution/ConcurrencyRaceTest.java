package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.execution.ExecutionState.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.observability.ExecutionId;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many workers, people and lost sessions at one limit: no slot is given twice, and none is forgotten. */
@QuarkusTest
class ConcurrencyRaceTest {
    private static final int LIMIT = 3;
    private static final int OF_JOB = 2;
    private static final int EXECUTIONS = 90;
    private static final int WORKERS = 8;

    /** One instant, where all that ended is counted before what began: an event's time is that of its transaction's begin. */
    private static final String MOST_AT_ONCE = """
            SELECT max(running) FROM (
                SELECT sum(change) OVER (ORDER BY at, change) AS running FROM (
                    SELECT v.at, CASE v.code WHEN 'execution.started' THEN 1 ELSE -1 END AS change
                    FROM event v JOIN execution e ON e.tenant = v.tenant AND e.id = v.execution_id
                    WHERE e.worker_group LIKE ? AND e.attempt > 0
                      AND (v.code IN ('execution.started', 'execution.retrying')
                           OR v.n = e.events AND v.code <> 'execution.started')) AS changes) AS history""";

    @Inject
    Stage stage;

    @Inject
    Limited limited;

    @Inject
    StartPipeline starts;

    @Inject
    Reports reports;

    @Inject
    Expiry expiry;

    @Test
    void everyExecutionEndsAndNeverMoreRunThanMay() throws Exception {
        var scene = limited.scene("concurrency: [{per: namespace, running: %d}]".formatted(LIMIT));
        var child = limited.with(scene, ".child", scene.launcher());
        limited.declare(child, "concurrency: [{per: job, running: %d}]".formatted(OF_JOB));
        var other = limited.forOtherGroup(scene, ".other");
        List<ExecutionId> ids = new ArrayList<>(limited.queued(scene, EXECUTIONS / 3));
        ids.addAll(limited.queued(child, EXECUTIONS / 3));
        ids.addAll(limited.queued(other, EXECUTIONS / 3));
        List<Callable<Integer>> all = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            var random = new Random(i);
            var of = i % 4 == 0 ? other : scene;
            all.add(() -> work(of, ids, random));
        }
        all.add(() -> cancel(scene, ids));

        int lost = 0;
        try (var threads = Executors.newFixedThreadPool(all.size())) {
            for (var each : threads.invokeAll(all)) {
                lost += each.get();
            }
        }

        assertThat(lost).as("sessions that were lost").isPositive();
        assertThat(ids).allMatch(id -> stage.state(id).terminal());
        assertThat(limited.slots(scene.namespace())).isEqualTo(Limited.both(0));
        assertThat(limited.slots(child.namespace())).isEqualTo(Limited.both(0));
        for (String left : List.of("queue_blocked", "queue_woken")) {
            assertThat(stage.query("SELECT count(*) FROM " + left + " WHERE worker_group LIKE ?", scene.group() + "%"))
                    .as(left)
                    .contains("0");
        }
        assertThat(Integer.parseInt(
                        stage.query(MOST_AT_ONCE, scene.group() + "%").orElseThrow()))
                .isBetween(1, LIMIT);
    }

    @Test
    void neverMoreRunThanMayAndNothingIsForgottenWhileLimitsChange() throws Exception {
        var scene = limited.scene("concurrency: [{per: namespace, running: %d}]".formatted(LIMIT));
        List<ExecutionId> ids = limited.queued(scene, EXECUTIONS / 2);
        List<Callable<Integer>> all = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            var random = new Random(i);
            all.add(() -> work(scene, ids, random));
        }
        all.add(() -> change(scene, ids));

        int changes = 0;
        try (var threads = Executors.newFixedThreadPool(all.size())) {
            for (var each : threads.invokeAll(all)) {
                changes = each.get();
            }
        }

        assertThat(changes).as("changes meanwhile").isGreaterThan(3);
        assertThat(ids).allMatch(id -> stage.state(id).terminal());
        assertThat(limited.slots(scene.namespace())).isEqualTo(Limited.both(0));
        assertThat(Integer.parseInt(stage.query(MOST_AT_ONCE, scene.group()).orElseThrow()))
                .isBetween(1, LIMIT);
    }

    @Test
    void aLimitThatIsDeclaredWhileWorkersClaimCountsEverythingThatRuns() throws Exception {
        var scene = stage.scene();
        limited.queued(scene, 40);
        Callable<Integer> claims = () -> {
            WorkerSession session = stage.session(scene);
            return IntStream.range(0, 12)
                    .map(_ -> limited.offered(session, 1).size())
                    .sum();
        };
        Callable<Integer> declares = () -> {
            limited.declare(scene, "concurrency: [{per: job, running: %d}]".formatted(LIMIT));
            return 0;
        };

        int claimed = 0;
        try (var threads = Executors.newFixedThreadPool(5)) {
            for (var each : threads.invokeAll(List.of(claims, declares, claims, claims, claims))) {
                claimed += each.get();
            }
        }

        claimed += limited.offered(scene, 10).size();
        assertThat(claimed).isGreaterThanOrEqualTo(LIMIT);
        assertThat(limited.slots(scene.namespace())).isEqualTo(Limited.both(claimed));
        assertThat(limited.offered(scene, 10)).isEmpty();
    }

    private boolean isOver(List<ExecutionId> ids) {
        return stage.query(
                        "SELECT count(*) FROM execution WHERE id = ANY (?::uuid[]) AND state IN ('QUEUED', 'LEASED', 'RUNNING')",
                        "{"
                                + String.join(
                                        ",",
                                        ids.stream().map(ExecutionId::toString).toList()) + "}")
                .equals(Optional.of("0"));
    }

    /** Claims, starts and reports, or falls silent; how many sessions it lost. */
    private int work(Stage.Scene scene, List<ExecutionId> ids, Random random) {
        int lost = 0;
        WorkerSession session = stage.session(scene);
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!isOver(ids) && System.nanoTime() < end) {
            for (Claimed claimed : limited.offered(session, 1 + random.nextInt(2))) {
                starts.start(session, claimed.lease());
                if (random.nextInt(8) == 0) {
                    stage.sql(
                            "UPDATE worker_session SET expires_at = now() - interval '11 s' WHERE id = ?",
                            session.id());
                    expiry.run(() -> true);
                    session = stage.session(scene);
                    lost++;
                    break;
                }
                reports.report(List.of(new ReportCommand(
                        session,
                        claimed.lease(),
                        1,
                        SUCCEEDED,
                        OptionalInt.of(0),
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        "")));
            }
        }
        return lost;
    }

    /** Raises, lowers, adds and takes away limits, of which one always is there; how often it did. */
    private int change(Stage.Scene scene, List<ExecutionId> ids) {
        int changes = 0;
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!isOver(ids) && System.nanoTime() < end) {
            limited.declare(
                    scene,
                    changes % 2 == 0
                            ? "concurrency: [{per: namespace, running: 1}, {per: job, running: %d}]".formatted(OF_JOB)
                            : "concurrency: [{per: namespace, running: %d}]".formatted(LIMIT));
            changes++;
        }
        return changes;
    }

    /** Cancels every fifth, wherever it is. */
    private int cancel(Stage.Scene scene, List<ExecutionId> ids) {
        IntStream.range(0, ids.size())
                .filter(i -> i % 5 == 0)
                .mapToObj(ids::get)
                .forEach(id -> Stage.as(scene.owner().token())
                        .contentType("application/json")
                        .body(Stage.cancelBody())
                        .post("/api/v1/" + Stage.TENANT + "/executions/" + id + "/cancel"));
        return 0;
    }
}
