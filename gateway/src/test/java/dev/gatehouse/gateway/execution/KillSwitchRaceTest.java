package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.execution.Stage.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.database.DiskRoom;
import dev.gatehouse.gateway.limit.RateLimits;
import dev.gatehouse.gateway.policy.OtherGateway;
import dev.gatehouse.gateway.policy.SubjectFacts;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.resource.Jobs;
import dev.gatehouse.gateway.stop.Maintenance;
import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.LaunchOptions;
import dev.gatehouse.policy.Subject;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A kill switch or maintenance set at one gateway while another accepts and starts, which knows only the policy of before.
 * What there was when the administrator got the answer is all that there ever is.
 */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class KillSwitchRaceTest {
    private static final int RACES = 20;
    private static final int LONGEST_HEAD_START_NANOS = 20_000_000;

    @Inject
    Stage stage;

    @Inject
    OtherGateway gateway;

    @Inject
    SubjectFacts facts;

    @Inject
    ObjectMapper json;

    @Inject
    RateLimits rates;

    @Inject
    Jobs declared;

    @Inject
    RequestCheck check;

    @Inject
    QueueRoom room;

    @Inject
    DiskRoom disk;

    @Inject
    IdempotencyKeys keys;

    @Inject
    SharedAcceptances acceptances;

    @Inject
    Refusals refusals;

    @Inject
    Telemetry telemetry;

    @Inject
    Supplier<UUID> ids;

    @Inject
    Starts starts;

    @Inject
    SharedStarts shared;

    @Inject
    Unstarted unstarted;

    @Inject
    PinnedJobs pinned;

    @Inject
    StartQuestions questions;

    @Inject
    LaunchWriter launches;

    @Inject
    SecretStart secrets;

    private Stage.Scene scene;
    private ExecutionPipeline accepting;
    private StartPipeline starting;

    /** How many there were before, when the administrator had the answer, and at last. */
    private record Race(String before, String atTheAnswer, String atLast) {}

    @BeforeEach
    void runAnotherGateway() {
        scene = stage.scene();
        accepting = new ExecutionPipeline(
                rates,
                gateway.policies(),
                gateway.loader(),
                new Maintenance(gateway.policies()),
                declared,
                check,
                room,
                disk,
                keys,
                acceptances,
                refusals,
                telemetry,
                ids);
        starting = new StartPipeline(
                starts,
                shared,
                unstarted,
                gateway.policies(),
                new Maintenance(gateway.policies()),
                gateway.loader(),
                pinned,
                questions,
                launches,
                secrets,
                telemetry);
    }

    @ParameterizedTest
    @ValueSource(strings = {"BLOCK", "DRAIN", "KILL"})
    void afterTheAnswerNothingIsAccepted(String level) throws InterruptedException, ExecutionException {
        List<Race> races = new ArrayList<>();
        for (int i = 0; i < RACES; i++) {
            races.add(race(this::submitElsewhere, () -> SwitchCalls.set(scene, level), this::accepted));
            liftAll();
        }

        areDecidedByTheAnswer(races);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DRAIN", "KILL"})
    void afterTheAnswerNothingStarts(String level) throws InterruptedException, ExecutionException {
        List<Race> races = new ArrayList<>();
        for (int i = 0; i < RACES; i++) {
            stage.queued(scene);
            WorkerSession session = stage.session(scene);
            Lease lease = stage.claimed(session);
            races.add(race(() -> starting.start(session, lease), () -> SwitchCalls.set(scene, level), this::started));
            liftAll();
        }

        areDecidedByTheAnswer(races);
    }

    @Test
    void afterTheAnswerToMaintenanceNothingIsAcceptedOrStarts() throws InterruptedException, ExecutionException {
        List<Race> races = new ArrayList<>();
        try {
            for (int i = 0; i < RACES; i++) {
                stage.queued(scene);
                WorkerSession session = stage.session(scene);
                Lease lease = stage.claimed(session);
                races.add(race(
                        () -> {
                            starting.start(session, lease);
                            submitElsewhere();
                        },
                        () -> SwitchCalls.maintain(scene.owner(), "back soon").statusCode(200),
                        () -> accepted() + " " + started()));
                SwitchCalls.endMaintenance(scene.owner()).statusCode(200);
                stage.sql("DELETE FROM queue WHERE worker_group = ?", scene.group());
            }
        } finally {
            SwitchCalls.endMaintenance(scene.owner());
        }

        areDecidedByTheAnswer(races);
    }

    private static void areDecidedByTheAnswer(List<Race> races) {
        assertThat(races).hasSize(RACES).allMatch(race -> race.atLast().equals(race.atTheAnswer()));
        long went = races.stream()
                .filter(race -> !race.atLast().equals(race.before()))
                .count();
        // Both were first at times, or nothing was tried.
        assertThat(went).isGreaterThan(RACES / 20).isLessThan(RACES - RACES / 20);
    }

    private Race race(Runnable act, Runnable stop, Supplier<String> count)
            throws InterruptedException, ExecutionException {
        gateway.look();
        String before = count.get();
        int headStart = ThreadLocalRandom.current().nextInt(-LONGEST_HEAD_START_NANOS, LONGEST_HEAD_START_NANOS);
        var both = new CountDownLatch(2);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> acting = threads.submit(() -> {
                meet(both, -headStart);
                act.run();
                return "";
            });
            Future<String> stopping = threads.submit(() -> {
                meet(both, headStart);
                stop.run();
                return count.get();
            });
            String atTheAnswer = stopping.get();
            acting.get();
            return new Race(before, atTheAnswer, count.get());
        }
    }

    private static void meet(CountDownLatch both, int nanos) throws InterruptedException {
        both.countDown();
        both.await();
        if (nanos > 0) {
            LockSupport.parkNanos(nanos);
        }
    }

    private void submitElsewhere() {
        Subject launcher = facts.live(TENANT, scene.launcher().subject()).orElseThrow();
        ObjectNode inputs = json.createObjectNode().put("name", "Ada");
        try {
            accepting.submit(
                    launcher,
                    new ExecutionRequest(
                            JobName.parse(scene.job()).orElseThrow(),
                            Optional.empty(),
                            inputs,
                            LaunchOptions.NONE,
                            Optional.empty()),
                    () -> Optional.of(launcher));
        } catch (ProblemException refused) {
            assertThat(refused.problem().code()).isIn("stopped", "maintenance");
        }
    }

    private void liftAll() {
        stage.query(
                        "SELECT string_agg(id::text, ',') FROM kill_switch WHERE target = ? AND lifted_at IS NULL",
                        scene.namespace())
                .ifPresent(all -> List.of(all.split(","))
                        .forEach(id -> SwitchCalls.lift(scene.owner(), id).statusCode(200)));
    }

    private String accepted() {
        return stage.query("SELECT count(*) FROM execution WHERE job_namespace = ?", scene.namespace())
                .orElseThrow();
    }

    private String started() {
        return stage.query("""
                        SELECT count(*) FROM event v JOIN execution e ON e.tenant = v.tenant AND e.id = v.execution_id
                         WHERE e.job_namespace = ? AND v.code = 'execution.started'""", scene.namespace()).orElseThrow();
    }
}
