package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.execution.ExecutionState.QUEUED;
import static dev.gatehouse.gateway.execution.ExecutionState.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.observability.ExecutionId;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is offered a slot that somebody freed, where several groups wait for it. */
@QuarkusTest
class WokenTest {
    @Inject
    Stage stage;

    @Inject
    Limited limited;

    /** Waits for a slot, and for workers of a group that has none any more. */
    private ExecutionId deserted(Stage.Scene scene) {
        ExecutionId id = stage.queued(scene);
        WorkerSession session = stage.session(scene);
        assertThat(limited.offered(session, 1)).isEmpty();
        stage.sql("UPDATE worker_session SET ended_at = now() WHERE id = ?", session.id());
        assertThat(limited.isBlocked(id)).isTrue();
        return id;
    }

    @Test
    void whatWaitsForAGroupWithoutWorkersKeepsNoSlotFromAGroupThatHasSome() {
        var scene = limited.scene(Limited.perNamespace(1));
        var run = stage.running(scene);
        ExecutionId first = deserted(limited.forOtherGroup(scene, ".deserted"));
        List<ExecutionId> ids = limited.queued(scene, 2);
        assertThat(limited.offered(scene, 2)).isEmpty();

        stage.report(run.session(), run.lease(), SUCCEEDED);

        assertThat(limited.slots(scene.namespace())).isEqualTo(Limited.both(0));
        assertThat(limited.offered(scene, 2)).containsExactly(ids.getFirst());
        assertThat(limited.slots(scene.namespace())).isEqualTo(Limited.both(1));
        limited.cancel(scene, ids.getFirst());
        assertThat(limited.offered(scene, 2)).containsExactly(ids.getLast());
        assertThat(stage.state(first)).isEqualTo(QUEUED);
    }

    @Test
    void aGroupWhoseWorkersComeBackGetsTheNextSlotAndNoneThatIsTaken() {
        var scene = limited.scene(Limited.perNamespace(1));
        var deserted = limited.forOtherGroup(scene, ".deserted");
        var run = stage.running(scene);
        ExecutionId waits = deserted(deserted);
        ExecutionId other = stage.queued(scene);
        assertThat(limited.offered(scene, 1)).isEmpty();
        stage.report(run.session(), run.lease(), SUCCEEDED);
        assertThat(limited.offered(scene, 1)).containsExactly(other);

        assertThat(limited.offered(deserted, 1)).isEmpty();

        assertThat(limited.isBlocked(waits)).isTrue();
        limited.cancel(scene, other);
        assertThat(limited.offered(deserted, 1)).containsExactly(waits);
        assertThat(limited.slots(scene.namespace())).isEqualTo(Limited.both(1));
    }

    @Test
    void asManyOfAGroupAreOfferedAsThereAreSlotsHoweverOftenOneIsFreed() {
        var scene = limited.scene(Limited.perNamespace(2));
        var first = stage.running(scene);
        var second = stage.running(scene);
        var deserted = limited.forOtherGroup(scene, ".deserted");
        limited.queued(deserted, 4);
        WorkerSession gone = stage.session(deserted);
        assertThat(limited.offered(gone, 4)).isEmpty();

        stage.report(first.session(), first.lease(), SUCCEEDED);
        assertThat(waiting(deserted)).isOne();
        stage.report(second.session(), second.lease(), SUCCEEDED);
        assertThat(waiting(deserted)).isEqualTo(2);
        stage.running(scene);
        stage.running(scene);

        assertThat(limited.offered(deserted, 4)).isEmpty();
        assertThat(waiting(deserted)).isZero();
        assertThat(stage.query("SELECT count(*) FROM queue_woken WHERE worker_group = ?", deserted.group()))
                .contains("0");
    }

    private int waiting(Stage.Scene scene) {
        return Integer.parseInt(stage.query("SELECT count(*) FROM queue WHERE worker_group = ?", scene.group())
                .orElseThrow());
    }

    @Test
    void theNextOfManyThatWaitIsFoundByItsIndex() {
        var scene = stage.scene();
        stage.sql("""
                INSERT INTO queue_blocked (tenant, execution_id, worker_group, priority, accepted_at, namespace, per, key)
                SELECT ?, gen_random_uuid(), ?, 0, now() - i * interval '1 s', ?, 'namespace', ''
                FROM generate_series(1, 20000) AS i""", Stage.TENANT, scene.group(), scene.namespace());

        String plan =
                stage.query("""
                        EXPLAIN (FORMAT json) SELECT execution_id FROM queue_blocked
                        WHERE tenant = ? AND namespace = ? AND per = 'namespace' AND key = '' AND worker_group = ?
                        ORDER BY priority DESC, accepted_at, execution_id LIMIT 1""", Stage.TENANT, scene.namespace(), scene.group()).orElseThrow();

        stage.sql("DELETE FROM queue_blocked WHERE worker_group = ?", scene.group());
        assertThat(plan)
                .containsAnyOf("queue_blocked_order", "queue_blocked_by_group")
                .doesNotContain("Sort", "Seq Scan");
    }

    /** A gateway of the version before claims and ends executions, and knows nothing of those that were woken. */
    @Test
    void whatWasWokenAndEndedWithoutBeingNotedKeepsNobodyWaiting() {
        var scene = limited.scene(Limited.perNamespace(1));
        var run = stage.running(scene);
        List<ExecutionId> ids = limited.queued(scene, 1);
        assertThat(limited.offered(scene, 1)).isEmpty();
        wokenOnce(scene, run.id());

        stage.report(run.session(), run.lease(), SUCCEEDED);

        assertThat(limited.offered(scene, 1)).containsExactlyElementsOf(ids);
    }

    @Test
    void whatWasWokenAndBlockedWithoutBeingNotedIsWokenAgain() {
        var scene = limited.scene(Limited.perNamespace(1));
        var run = stage.running(scene);
        List<ExecutionId> ids = limited.queued(scene, 1);
        assertThat(limited.offered(scene, 1)).isEmpty();
        wokenOnce(scene, ids.getFirst());

        stage.report(run.session(), run.lease(), SUCCEEDED);

        assertThat(limited.offered(scene, 1)).containsExactlyElementsOf(ids);
    }

    private void wokenOnce(Stage.Scene scene, ExecutionId id) {
        stage.sql(
                "INSERT INTO queue_woken (tenant, execution_id, worker_group, namespace, per, key)"
                        + " VALUES (?, ?, ?, ?, 'namespace', '')",
                Stage.TENANT,
                id.value(),
                scene.group(),
                scene.namespace());
    }
}
