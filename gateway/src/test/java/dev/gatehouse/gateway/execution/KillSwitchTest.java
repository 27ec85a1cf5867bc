package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.execution.ExecutionState.CANCELLED;
import static dev.gatehouse.gateway.execution.ExecutionState.QUEUED;
import static dev.gatehouse.gateway.execution.ExecutionState.REVOKED;
import static dev.gatehouse.gateway.execution.ExecutionState.RUNNING;
import static dev.gatehouse.gateway.execution.SwitchCalls.lift;
import static dev.gatehouse.gateway.execution.SwitchCalls.order;
import static dev.gatehouse.gateway.execution.SwitchCalls.post;
import static dev.gatehouse.gateway.execution.SwitchCalls.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.deprovision.AccessEnds;
import dev.gatehouse.gateway.deprovision.EndReason;
import dev.gatehouse.gateway.deprovision.Extent;
import dev.gatehouse.gateway.way.Until;
import dev.gatehouse.observability.ExecutionId;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What kill switches do to what is asked for, what waits, and what runs. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class KillSwitchTest {
    @Inject
    Stage stage;

    @Inject
    Directory directory;

    @Inject
    StartPipeline pipeline;

    @Inject
    StopSignals signals;

    @Inject
    Scheduler scheduler;

    @Inject
    AccessEnds ends;

    /** What a switch is set on. */
    enum Of {
        NAMESPACE,
        JOB,
        GROUP,
        SUBJECT;

        String extent(Stage.Scene scene) {
            return switch (this) {
                case NAMESPACE -> "{\"namespace\": \"" + scene.namespace() + "\"}";
                case JOB -> "{\"job\": \"" + scene.job() + "\"}";
                case GROUP -> "{\"workerGroup\": \"" + scene.group() + "\"}";
                case SUBJECT -> "{\"subject\": \"" + scene.launcher().subject() + "\"}";
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Of.class)
    void aKillStopsWhatIsAskedForWhatWaitsAndWhatRunsInItsExtentAndNothingElse(Of of) {
        var scene = stage.scene();
        var other = stage.scene();
        var running = stage.running(scene);
        var waiting = stage.queued(scene);
        var elsewhere = stage.running(other);
        var waitsElsewhere = stage.queued(other);

        String id = post(scene.owner(), order(of.extent(scene), "KILL"))
                .statusCode(201)
                .body("level", equalTo("KILL"))
                .extract()
                .path("id");

        stage.submit(scene.launcher(), Stage.body(scene.job())).statusCode(403).body("code", equalTo("stopped"));
        done(id);
        assertThat(stage.state(waiting)).isEqualTo(REVOKED);
        assertThat(stage.column(waiting, "error")).isEqualTo("stopped");
        assertThat(stage.isWaiting(waiting)).isFalse();
        assertThat(stage.events(waiting))
                .containsExactly("1 execution.accepted", "2 execution.stop_requested", "3 execution.revoked");
        assertThat(stage.state(running.id())).isEqualTo(RUNNING);
        assertThat(signals.wanted(running.session())).containsExactly(new StopSignal(running.lease(), true));
        assertThat(stage.column(running.id(), "stop_reason")).isEqualTo("Kill switch: it deletes too much");
        SwitchCalls.get(scene.owner(), id)
                .statusCode(200)
                .body("done", equalTo(true))
                .body("ended.revoked", equalTo(1))
                .body("ended.stopped", equalTo(1));
        assertThat(events("kill_switch.enforced", id)).isEqualTo("1");

        stage.submit(other.launcher(), Stage.body(other.job())).statusCode(201);
        assertThat(stage.state(waitsElsewhere)).isEqualTo(QUEUED);
        assertThat(signals.wanted(elsewhere.session())).isEmpty();

        lift(scene.owner(), id).statusCode(200);
        stage.submit(scene.launcher(), Stage.body(scene.job())).statusCode(201);
    }

    @Test
    void aDrainRevokesWhatWaitsAndLetsRunWhatRuns() {
        var scene = stage.scene();
        var running = stage.running(scene);
        var waiting = stage.queued(scene);
        var leased = stage.queued(scene);
        var session = stage.session(scene);
        Lease lease = stage.claimed(session);

        done(set(scene, "DRAIN"));

        assertThat(List.of(stage.state(waiting), stage.state(leased))).containsOnly(REVOKED);
        assertThat(pipeline.start(session, lease)).isEqualTo(new StartAnswer.Gone("ended"));
        assertThat(signals.wanted(running.session())).isEmpty();
        stage.report(running.session(), running.lease(), ExecutionState.SUCCEEDED);
        assertThat(stage.state(running.id())).isEqualTo(ExecutionState.SUCCEEDED);
    }

    @Test
    void aBlockAcceptsNothingAndStartsWhatWaits() {
        var scene = stage.scene();
        var waiting = stage.queued(scene);
        String id = set(scene, "BLOCK");

        stage.submit(scene.launcher(), Stage.body(scene.job())).statusCode(403).body("code", equalTo("stopped"));
        SwitchCalls.get(scene.owner(), id).body("done", equalTo(true));
        var session = stage.session(scene);
        assertThat(pipeline.start(session, stage.claimed(session))).isInstanceOf(StartAnswer.Started.class);
        assertThat(stage.state(waiting)).isEqualTo(RUNNING);
    }

    /** Whoever may not start it is not told that it is stopped; whoever may is, and the log names the switch. */
    @Test
    void aRefusalIsRecordedUnderTheSwitch() {
        var scene = stage.scene();
        String id = set(scene, "BLOCK");

        stage.submit(stage.access().stranger(Stage.TENANT), Stage.body(scene.job()))
                .statusCode(403)
                .body("code", equalTo("forbidden"));
        stage.submit(scene.launcher(), Stage.body(scene.job())).statusCode(403);

        assertThat(events("execution.denied", id)).isEqualTo("1");
        assertThat(stage.query(
                        "SELECT count(*) FROM event WHERE code = 'execution.denied' AND convert_from(leaf, 'UTF8') LIKE ?",
                        "%\"reasons\":[\"stopped\"],\"rules\":[\"killswitch/" + id + "@1\"]%"))
                .contains("1");
    }

    /** The cascade has not come: the start decides by itself. */
    @ParameterizedTest
    @ValueSource(strings = {"DRAIN", "KILL"})
    void whatIsLeasedDoesNotStart(String level) {
        var scene = stage.scene();
        var leased = stage.queued(scene);
        var session = stage.session(scene);
        Lease lease = stage.claimed(session);
        scheduler.pause("kill-switches");
        try {
            insert(scene, level);

            assertThat(pipeline.start(session, lease)).isEqualTo(new StartAnswer.Gone("stopped"));

            assertThat(stage.state(leased)).isEqualTo(REVOKED);
            assertThat(stage.column(leased, "error")).isEqualTo("stopped");
        } finally {
            scheduler.resume("kill-switches");
        }
    }

    @Test
    void whatWasNotYetEndedWhenItIsLiftedGoesOn() {
        var scene = stage.scene();
        var waiting = stage.queued(scene);
        scheduler.pause("kill-switches");
        try {
            String id = insert(scene, "KILL");

            lift(scene.owner(), id).statusCode(200).body("done", equalTo(true)).body("ended.size()", equalTo(0));
        } finally {
            scheduler.resume("kill-switches");
        }

        var session = stage.session(scene);
        assertThat(pipeline.start(session, stage.claimed(session))).isInstanceOf(StartAnswer.Started.class);
        assertThat(stage.state(waiting)).isEqualTo(RUNNING);
    }

    @Test
    void aStopByAPersonBecomesOneWithoutGrace() {
        var scene = stage.scene();
        var run = stage.running(scene);
        Stage.as(scene.launcher().token())
                .post("/api/v1/acme/executions/" + run.id() + "/cancel")
                .then()
                .statusCode(202);

        done(set(scene, "KILL"));

        assertThat(signals.wanted(run.session())).containsExactly(new StopSignal(run.lease(), true));
    }

    @Test
    void whatHadEndedIsLeftAsItIs() {
        var scene = stage.scene();
        var cancelled = stage.queued(scene);
        Stage.as(scene.launcher().token())
                .post("/api/v1/acme/executions/" + cancelled + "/cancel")
                .then()
                .statusCode(200);

        String id = set(scene, "KILL");
        done(id);

        assertThat(stage.state(cancelled)).isEqualTo(CANCELLED);
        SwitchCalls.get(scene.owner(), id).body("ended.size()", equalTo(0));
    }

    @Test
    void manyAreEndedEachOnce() {
        var scene = stage.scene();
        List<ExecutionId> waiting =
                IntStream.range(0, 120).mapToObj(_ -> stage.queued(scene)).toList();

        String first = set(scene, "DRAIN");
        String second = set(scene, "KILL");
        done(first);
        done(second);

        assertThat(waiting)
                .allSatisfy(
                        each -> assertThat(stage.events(each)).hasSize(3).last().isEqualTo("3 execution.revoked"));
        assertThat(stage.query(
                        "SELECT sum((ended ->> 'revoked')::int) FROM kill_switch_step WHERE end_id IN (?::uuid, ?::uuid)",
                        first,
                        second))
                .contains("120");
    }

    /** A switch says what may begin, and nothing of what somebody has lost. */
    @Test
    void anEndOfWhatIsDeniedLeavesWhatASwitchAloneStops() {
        var scene = stage.scene();
        var running = stage.running(scene);
        var waiting = stage.queued(scene);
        String id = set(scene, "BLOCK");

        var end = directory.beginEnd(scene.launcher(), EndReason.GROUP_LEFT, new Extent.WhatIsDenied());
        ends.hasten();
        Until.sees(
                () -> stage.query("SELECT count(*) FROM access_end WHERE id = ? AND done_at IS NOT NULL", end)
                        .orElseThrow(),
                "1"::equals);

        assertThat(stage.state(waiting)).isEqualTo(QUEUED);
        assertThat(signals.wanted(running.session())).isEmpty();
        lift(scene.owner(), id).statusCode(200);
    }

    @Test
    void whenItsTimeIsOverByTheDatabasesClockItIsLiftedAndThatIsRecorded() {
        var scene = stage.scene();
        String id = post(
                        scene.owner(),
                        "{\"extent\": {\"job\": \"%s\"}, \"level\": \"BLOCK\", \"reason\": \"for now\", \"expires\": \"PT1H\"}"
                                .formatted(scene.job()))
                .statusCode(201)
                .extract()
                .path("id");
        stage.submit(scene.launcher(), Stage.body(scene.job())).statusCode(403);

        stage.sql("UPDATE kill_switch SET expires_at = now() WHERE id = ?::uuid", id);

        Until.sees(
                () -> stage.submit(scene.launcher(), Stage.body(scene.job()))
                        .extract()
                        .statusCode(),
                status -> status == 201);
        assertThat(events("kill_switch.expired", id)).isEqualTo("1");
        assertThat(stage.query("SELECT lifted_by FROM kill_switch WHERE id = ?::uuid AND lifted_at IS NOT NULL", id))
                .isEmpty();
    }

    /** As another gateway would, which does not hasten this one's cascade. */
    private String insert(Stage.Scene scene, String level) {
        String id = UUID.randomUUID().toString();
        stage.sql(
                "INSERT INTO kill_switch (tenant, id, extent, target, level, reason, set_by)"
                        + " VALUES ('acme', ?::uuid, 'namespace', ?, ?, 'elsewhere', ?)",
                id,
                scene.namespace(),
                level,
                scene.owner().subject());
        stage.sql(
                "INSERT INTO kill_switch_step (tenant, end_id, step, position) VALUES ('acme', ?::uuid, 'executions', 1)",
                id);
        stage.sql("UPDATE tenant SET revision = revision + 1 WHERE name = 'acme'");
        return id;
    }

    private void done(String id) {
        Until.sees(
                () -> stage.query("SELECT count(*) FROM kill_switch WHERE id = ?::uuid AND done_at IS NOT NULL", id)
                        .orElseThrow(),
                "1"::equals);
    }

    private String events(String code, String id) {
        return stage.query(
                        "SELECT count(*) FROM event WHERE code = ? AND convert_from(leaf, 'UTF8') LIKE ?",
                        code,
                        "%killswitch/" + id + "@1%")
                .orElseThrow();
    }
}
