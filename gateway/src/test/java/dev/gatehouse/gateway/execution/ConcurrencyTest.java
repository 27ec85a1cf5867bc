package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.execution.ExecutionState.CANCELLED;
import static dev.gatehouse.gateway.execution.ExecutionState.LEASED;
import static dev.gatehouse.gateway.execution.ExecutionState.QUEUED;
import static dev.gatehouse.gateway.execution.ExecutionState.RUNNING;
import static dev.gatehouse.gateway.execution.ExecutionState.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.observability.ExecutionId;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How many executions run at once where a namespace limits that and lets the others wait. */
@QuarkusTest
class ConcurrencyTest {
    @Inject
    Stage stage;

    @Inject
    Limited limited;

    @Inject
    Retried retried;

    @Inject
    TwoPeople people;

    @Test
    void offersAsManyAsMayRunAndTheNextWhenOneHasEnded() {
        var scene = limited.scene(Limited.perNamespace(2));
        List<ExecutionId> ids = limited.queued(scene, 2);
        var run = stage.running(scene);
        assertThat(run.id()).as("the order is that of the acceptance").isNotEqualTo(ids.get(1));

        assertThat(limited.offered(scene, 5)).hasSize(1);
        assertThat(limited.offered(scene, 5)).isEmpty();
        assertThat(limited.slots(scene.namespace())).isEqualTo(Limited.both(2));

        stage.report(run.session(), run.lease(), SUCCEEDED);

        assertThat(limited.offered(scene, 5)).hasSize(1);
    }

    @Test
    void showsWhatAnExecutionWaitsForAndOnlyWhileItDoes() {
        var scene = limited.scene("concurrency: [{per: job, running: 1}]");
        var run = stage.running(scene);
        ExecutionId waits = stage.queued(scene);
        assertThat(limited.offered(scene, 1)).isEmpty();

        Stage.as(scene.launcher().token())
                .get("/api/v1/" + Stage.TENANT + "/executions/" + waits)
                .then()
                .statusCode(200)
                .body("state", equalTo("QUEUED"))
                .body("waiting.kind", equalTo("concurrency"))
                .body("waiting.per", equalTo("job"))
                .body("waiting.namespace", equalTo(scene.namespace()));

        stage.report(run.session(), run.lease(), SUCCEEDED);
        Stage.as(scene.launcher().token())
                .get("/api/v1/" + Stage.TENANT + "/executions/" + waits)
                .then()
                .body("waiting", nullValue());
    }

    @Test
    void offersOtherWorkInPlaceOfWhatIsBlocked() {
        var scene = limited.scene("concurrency: [{per: job, running: 1}]");
        limited.queued(scene, 5);
        var other = limited.with(scene, ".other", scene.launcher());
        ExecutionId last = stage.queued(other);

        assertThat(limited.offered(scene, 1)).hasSize(1);
        assertThat(limited.offered(scene, 1)).containsExactly(last);
        assertThat(limited.offered(scene, 1)).isEmpty();
    }

    @Test
    void letsTheMostUrgentGoOnFirstAndThenTheOldest() {
        var scene = limited.scene(Limited.perNamespace(1));
        var run = stage.running(scene);
        List<ExecutionId> ids = limited.queued(scene, 3);
        stage.sql(
                "UPDATE queue SET priority = 5 WHERE execution_id = ?",
                ids.get(2).value());
        assertThat(limited.offered(scene, 5)).isEmpty();

        stage.report(run.session(), run.lease(), SUCCEEDED);

        for (ExecutionId next : List.of(ids.get(2), ids.get(0), ids.get(1))) {
            WorkerSession session = stage.session(scene);
            assertThat(limited.offered(session, 5))
                    .extracting(each -> each.lease().execution())
                    .containsExactly(next);
            limited.cancel(scene, next);
        }
    }

    @Test
    void aCancelledOneGivesItsSlotToTheNextWhereverItStood() {
        var scene = limited.scene(Limited.perNamespace(1));
        List<ExecutionId> ids = limited.queued(scene, 4);
        assertThat(limited.offered(scene, 1)).containsExactly(ids.get(0));
        assertThat(limited.offered(scene, 4)).isEmpty();

        limited.cancel(scene, ids.get(1));
        assertThat(limited.isBlocked(ids.get(1))).as("it was blocked").isFalse();
        assertThat(limited.offered(scene, 1)).isEmpty();

        limited.cancel(scene, ids.get(0));
        assertThat(stage.isWaiting(ids.get(2))).as("it may have the slot").isTrue();
        limited.cancel(scene, ids.get(2));

        assertThat(limited.offered(scene, 1)).containsExactly(ids.get(3));
        assertThat(stage.state(ids.get(2))).isEqualTo(CANCELLED);
        assertThat(limited.slots(scene.namespace())).isEqualTo(Limited.both(1));
    }

    @Test
    void anAttemptThatIsFollowedByAnotherGivesItsSlotAway() {
        var scene = retried.twice();
        limited.declare(scene, Limited.perNamespace(1));
        var run = stage.running(scene);
        ExecutionId waits = stage.queued(scene);
        assertThat(limited.offered(scene, 1)).isEmpty();

        stage.report(run.session(), run.lease(), ExecutionState.FAILED);

        assertThat(stage.state(run.id())).isEqualTo(QUEUED);
        assertThat(limited.offered(scene, 5)).containsExactly(waits);
        retried.due(run);
        assertThat(limited.offered(scene, 5))
                .as("its time has come, and no slot")
                .isEmpty();
        assertThat(limited.isBlocked(run.id())).isTrue();
    }

    @Test
    void aLostSessionGivesItsSlotAway() {
        var scene = limited.scene(Limited.perNamespace(1));
        var run = stage.running(scene);
        ExecutionId waits = stage.queued(scene);
        assertThat(limited.offered(scene, 1)).isEmpty();

        retried.expire(run);
        retried.sweptTo(ExecutionState.LOST, run.id());

        assertThat(limited.offered(scene, 1)).containsExactly(waits);
    }

    @Test
    void aLeaseThatWasNeverStartedGivesItsSlotAway() {
        var scene = limited.scene(Limited.perNamespace(1));
        List<ExecutionId> ids = limited.queued(scene, 2);
        assertThat(limited.offered(scene, 1)).containsExactly(ids.getFirst());
        assertThat(limited.offered(scene, 1)).isEmpty();

        stage.sql(
                "UPDATE execution SET leased_at = now() - interval '11 s' WHERE id = ?",
                ids.getFirst().value());
        retried.sweptTo(QUEUED, ids.getFirst());

        assertThat(limited.offered(scene, 2)).hasSize(1);
        assertThat(limited.slots(scene.namespace())).isEqualTo(Limited.both(1));
    }

    @Test
    void whatHasToBeApprovedFirstHoldsNoSlot() {
        var cast = people.unguarded();
        var scene = cast.scene();
        limited.declare(scene, Limited.perNamespace(1));
        List<ExecutionId> ids = limited.queued(scene, 2);
        WorkerSession session = stage.session(scene);
        Lease lease = stage.claimed(session);
        assertThat(limited.offered(scene, 1)).isEmpty();
        people.guard(cast, 1, "");

        stage.start(session, lease);

        assertThat(stage.state(ids.getFirst())).isEqualTo(ExecutionState.AWAITING_APPROVAL);
        assertThat(limited.offered(scene, 1)).containsExactly(ids.getLast());
    }

    @Test
    void theTimeInTheQueueGoesOnWhileALimitIsWaitedFor() {
        var scene = retried.scene("queueTimeout: PT1H");
        limited.declare(scene, Limited.perNamespace(1));
        List<ExecutionId> ids = limited.queued(scene, 2);
        assertThat(limited.offered(scene, 1)).containsExactly(ids.getFirst());
        assertThat(limited.offered(scene, 1)).isEmpty();

        stage.sql(
                "UPDATE execution SET queue_until = now() - interval '1 s' WHERE id = ?",
                ids.getLast().value());
        retried.sweptTo(ExecutionState.TIMED_OUT, ids.getLast());

        assertThat(limited.isBlocked(ids.getLast())).isFalse();
    }

    @Test
    void aRaisedLimitLetsMoreGoOnAtOnce() {
        var scene = limited.scene(Limited.perNamespace(1));
        limited.queued(scene, 4);
        assertThat(limited.offered(scene, 4)).hasSize(1);

        limited.declare(scene, Limited.perNamespace(3));

        assertThat(limited.offered(scene, 4)).hasSize(2);
        assertThat(limited.slots(scene.namespace())).isEqualTo(Limited.both(3));
    }

    @Test
    void aLimitThatIsGoneLetsAllGoOn() {
        var scene = limited.scene(Limited.perNamespace(1));
        limited.queued(scene, 4);
        assertThat(limited.offered(scene, 4)).hasSize(1);

        limited.declare(scene, "");

        assertThat(limited.offered(scene, 4)).hasSize(3);
        assertThat(limited.slots(scene.namespace())).isEqualTo(Limited.both(0));
    }

    @Test
    void aLoweredLimitEndsNothingAndOffersNothingBeforeEnoughHaveEnded() {
        var scene = limited.scene(Limited.perNamespace(2));
        var first = stage.running(scene);
        var second = stage.running(scene);
        ExecutionId waits = stage.queued(scene);

        limited.declare(scene, Limited.perNamespace(1));

        assertThat(stage.state(first.id())).isEqualTo(RUNNING);
        assertThat(stage.state(second.id())).isEqualTo(RUNNING);
        stage.report(first.session(), first.lease(), SUCCEEDED);
        assertThat(limited.offered(scene, 1)).isEmpty();
        stage.report(second.session(), second.lease(), SUCCEEDED);
        assertThat(limited.offered(scene, 1)).containsExactly(waits);
    }

    @Test
    void aNewLimitCountsWhatRunsAlready() {
        var scene = stage.scene();
        var run = stage.running(scene);
        assertThat(limited.queued(scene, 2)).hasSize(2);
        assertThat(limited.offered(scene, 1)).hasSize(1);

        limited.declare(scene, "concurrency: [{per: job, running: 2}]");

        assertThat(limited.slots(scene.namespace())).isEqualTo(Limited.both(2));
        assertThat(limited.offered(scene, 1)).isEmpty();
        stage.report(run.session(), run.lease(), SUCCEEDED);
        assertThat(limited.offered(scene, 1)).hasSize(1);
    }

    @Test
    void whoeverWaitsForOneLimitHoldsNoSlotOfAnother() {
        var parent = limited.scene(Limited.perNamespace(2));
        var child = limited.with(parent, ".child", parent.launcher());
        limited.declare(child, Limited.perNamespace(1));
        var inChild = stage.running(child);
        ExecutionId blocked = stage.queued(child);
        assertThat(limited.offered(child, 1)).isEmpty();

        ExecutionId inParent = stage.queued(parent);

        assertThat(limited.offered(parent, 2)).containsExactly(inParent);
        assertThat(limited.slots(parent.namespace())).isEqualTo(Limited.both(2));
        stage.report(inChild.session(), inChild.lease(), SUCCEEDED);
        assertThat(limited.offered(child, 1)).containsExactly(blocked);
    }

    @Test
    void aSlotOfOneLimitGoesOnToTheNextWhereItsHolderIsBlockedByAnother() {
        var parent = limited.scene(Limited.perNamespace(2));
        var one = limited.with(parent, ".one", parent.launcher());
        var other = limited.with(parent, ".other", parent.launcher());
        limited.declare(one, Limited.perNamespace(1));
        var first = stage.running(one);
        ExecutionId second = stage.queued(one);
        assertThat(limited.offered(parent, 1)).isEmpty();
        List<ExecutionId> others = limited.queued(other, 2);
        assertThat(limited.offered(parent, 5)).containsExactly(others.getFirst());
        assertThat(limited.isBlocked(others.getLast())).isTrue();

        stage.report(first.session(), first.lease(), SUCCEEDED);

        assertThat(limited.offered(parent, 5)).hasSize(1).isSubsetOf(List.of(second, others.getLast()));
        assertThat(limited.slots(parent.namespace())).isEqualTo(Limited.both(2));
        assertThat(limited.offered(parent, 5)).isEmpty();
        limited.declare(parent, Limited.perNamespace(3));
        assertThat(limited.offered(parent, 5)).hasSize(1);
    }

    @Test
    void aSessionThatIsOverTakesNoSlot() {
        var scene = limited.scene(Limited.perNamespace(1));
        List<ExecutionId> ids = limited.queued(scene, 2);
        WorkerSession ended = stage.session(scene);
        stage.sql("UPDATE worker_session SET ended_at = now() WHERE id = ?", ended.id());

        assertThat(limited.offered(ended, 2)).isEmpty();

        assertThat(limited.slots(scene.namespace())).isEqualTo(Limited.both(0));
        assertThat(limited.offered(scene, 1)).hasSize(1).isSubsetOf(ids);
        assertThat(limited.slots(scene.namespace())).isEqualTo(Limited.both(1));
    }

    @Test
    void withoutALimitAnyNumberIsOfferedAndNoSlotIsTaken() {
        var scene = stage.scene();
        limited.queued(scene, 5);

        assertThat(limited.offered(scene, 5)).hasSize(5).allMatch(id -> stage.state(id) == LEASED);
        assertThat(stage.query("SELECT count(*) FROM execution WHERE worker_group = ? AND slotted", scene.group()))
                .contains("0");
    }

    @Test
    void aRejectingLimitRefusesOneTooManyAndTakesOneWhenOneHasEnded() {
        var scene = limited.scene("concurrency: [{per: subject, running: 2, whenFull: reject}]");
        var run = stage.running(scene);
        stage.queued(scene);

        stage.submit(scene.launcher(), Stage.body(scene.job()))
                .statusCode(429)
                .header("Retry-After", "5")
                .body("code", equalTo("concurrency_full"))
                .body("limit.kind", equalTo("concurrency"))
                .body("limit.per", equalTo("subject"));

        assertThat(stage.query("SELECT count(*) FROM execution WHERE worker_group = ?", scene.group()))
                .contains("2");
        var other = stage.access().account(Stage.TENANT, "Launcher", scene.namespace());
        stage.submit(other, Stage.body(scene.job())).statusCode(201);
        stage.report(run.session(), run.lease(), SUCCEEDED);
        stage.submit(scene.launcher(), Stage.body(scene.job())).statusCode(201);
        stage.submit(scene.launcher(), Stage.body(scene.job())).statusCode(429);
    }

    @Test
    void whatARejectingLimitAcceptedIsOfferedAtOnceAndAgainAfterARetry() {
        var scene = retried.twice();
        limited.declare(scene, "concurrency: [{per: job, running: 1, whenFull: reject}]");
        var run = stage.running(scene);

        stage.report(run.session(), run.lease(), ExecutionState.FAILED);
        stage.submit(scene.launcher(), Stage.body(scene.job())).statusCode(429);
        retried.due(run);

        assertThat(limited.offered(scene, 1)).containsExactly(run.id());
        assertThat(limited.slots(scene.namespace())).isEqualTo(Limited.both(1));
    }
}
