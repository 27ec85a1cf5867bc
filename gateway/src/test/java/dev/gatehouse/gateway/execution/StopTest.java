package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.execution.ExecutionState.CANCELLED;
import static dev.gatehouse.gateway.execution.ExecutionState.RUNNING;
import static dev.gatehouse.gateway.execution.ExecutionState.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.observability.ExecutionId;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class StopTest {
    @Inject
    Stage stage;

    @Inject
    StartPipeline pipeline;

    @Inject
    StopSignals signals;

    @Test
    void aQueuedExecutionEndsAtOnceAndLeavesTheQueue() {
        var scene = stage.scene();
        var id = stage.queued(scene);

        cancel(scene.launcher(), id.toString(), "{\"reason\": \"not needed\"}")
                .statusCode(200)
                .body("state", equalTo("CANCELLED"));

        assertThat(stage.state(id)).isEqualTo(CANCELLED);
        assertThat(stage.isWaiting(id)).isFalse();
        assertThat(stage.events(id))
                .containsExactly("1 execution.accepted", "2 execution.stop_requested", "3 execution.cancelled");
    }

    @Test
    void theQuestionOfAnAllowedStopIsKeptUnderItsDecision() {
        var scene = stage.scene();
        var id = stage.queued(scene);

        cancel(scene.launcher(), id.toString(), "").statusCode(200);

        assertThat(stage.query("""
                        SELECT q.act || ' ' || q.outcome || ' ' || (q.body ->> 'object')
                        FROM event e JOIN question q
                          ON q.tenant = e.tenant
                         AND q.id::text = convert_from(e.leaf, 'UTF8')::jsonb ->> 'decision'
                        WHERE e.execution_id = ? AND e.code = 'execution.stop_requested'""", id.value())).contains("execution:cancel allow execution/" + id);
    }

    @Test
    void aLeasedExecutionEndsAtOnceAndIsNeverStarted() {
        var scene = stage.scene();
        var id = stage.queued(scene);
        var session = stage.session(scene);
        Lease lease = stage.claimed(session);

        cancel(scene.launcher(), id.toString(), "").statusCode(200);

        assertThat(pipeline.start(session, lease)).isEqualTo(new StartAnswer.Gone("ended"));
        assertThat(stage.state(id)).isEqualTo(CANCELLED);
    }

    @Test
    void aRunningExecutionGetsARequestThatItsWorkerIsTold() {
        var scene = stage.scene();
        var run = stage.running(scene);

        cancel(scene.launcher(), run.id().toString(), "").statusCode(202).body("state", equalTo("RUNNING"));

        assertThat(stage.state(run.id())).isEqualTo(RUNNING);
        assertThat(signals.wanted(run.session())).containsExactly(new StopSignal(run.lease(), false));
        assertThat(signals.wanted(stage.session(scene))).isEmpty();
    }

    @Test
    void aRepeatedStopOfARunningExecutionChangesNothing() {
        var scene = stage.scene();
        var run = stage.running(scene);

        cancel(scene.launcher(), run.id().toString(), "").statusCode(202);
        cancel(scene.launcher(), run.id().toString(), "").statusCode(202);

        assertThat(stage.events(run.id())).hasSize(3).last().isEqualTo("3 execution.stop_requested");
    }

    @Test
    void aFinishedExecutionIsNotCancelled() {
        var scene = stage.scene();
        var run = stage.running(scene);
        stage.report(run.session(), run.lease(), SUCCEEDED);

        cancel(scene.launcher(), run.id().toString(), "").statusCode(409).body("code", equalTo("already_ended"));

        assertThat(stage.state(run.id())).isEqualTo(SUCCEEDED);
        assertThat(stage.events(run.id())).hasSize(3);
    }

    @Test
    void whoMayNotReadItHearsThatThereIsNone() {
        var scene = stage.scene();
        var id = stage.queued(scene);
        var stranger = stage.access().stranger("acme");

        String known =
                cancel(stranger, id.toString(), "").statusCode(404).extract().asString();
        String unknown = cancel(stranger, "018f0000-0000-7000-8000-000000000000", "")
                .statusCode(404)
                .extract()
                .asString();

        assertThat(known).isEqualTo(unknown);
        assertThat(stage.column(id, "stop")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nope", "018F0000-0000-7000-8000-000000000000", "1"})
    void aMalformedIdIsUnknown(String id) {
        cancel(stage.scene().launcher(), id, "").statusCode(404).body("code", equalTo("not_found"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{\"reason\": 7}", "{\"because\": \"x\"}"})
    void aBodyOfAnotherShapeStopsNothing(String body) {
        var scene = stage.scene();
        var id = stage.queued(scene);

        cancel(scene.launcher(), id.toString(), body).statusCode(422);

        assertThat(stage.column(id, "stop")).isEmpty();
    }

    @Test
    void aStopAndAStartAtOnceEndInOneConsistentWay() throws InterruptedException, ExecutionException {
        for (int round = 0; round < 10; round++) {
            var scene = stage.scene();
            ExecutionId id = stage.queued(scene);
            var session = stage.session(scene);
            Lease lease = stage.claimed(session);

            StartAnswer started;
            int stopped;
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var start = threads.submit(() -> pipeline.start(session, lease));
                var stop = threads.submit(() ->
                        cancel(scene.launcher(), id.toString(), "").extract().statusCode());
                started = start.get();
                stopped = stop.get();
            }

            if (started instanceof StartAnswer.Started) {
                assertThat(stopped).isEqualTo(202);
                assertThat(stage.state(id)).isEqualTo(RUNNING);
                assertThat(signals.wanted(session)).hasSize(1);
            } else {
                assertThat(stopped).isEqualTo(200);
                assertThat(stage.state(id)).isEqualTo(CANCELLED);
            }
        }
    }

    private static ValidatableResponse cancel(TestAccess.Account account, String id, String body) {
        return Stage.as(account.token())
                .contentType("application/json")
                .body(body)
                .post("/api/v1/acme/executions/" + id + "/cancel")
                .then();
    }
}
