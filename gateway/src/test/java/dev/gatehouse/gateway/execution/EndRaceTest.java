package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.execution.ExecutionState.CANCELLED;
import static dev.gatehouse.gateway.execution.ExecutionState.REVOKED;
import static dev.gatehouse.gateway.execution.ExecutionState.RUNNING;
import static dev.gatehouse.gateway.execution.ExecutionState.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.scim.ScimCalls;
import dev.gatehouse.observability.ExecutionId;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The end of somebody's access, at the same time as what else can happen to what they began. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class EndRaceTest {
    private static final int RACES = 20;

    @Inject
    Stage stage;

    @Inject
    Directory directory;

    @Inject
    StopSignals signals;

    @Inject
    StartPipeline pipeline;

    private Stage.Scene scene;
    private ScimCalls scim;
    private List<Account> people;

    @BeforeEach
    void provision() {
        scene = stage.scene();
        scim = directory.client();
        people = directory.launchers(scim, scene, RACES);
    }

    @Test
    void againstACancelEachExecutionEndsOnce() throws InterruptedException, ExecutionException {
        for (Account ada : people) {
            ExecutionId queued = queued(ada);
            Race.together(
                    () -> Directory.deactivate(scim, ada),
                    () -> Stage.as(scene.owner().token())
                            .contentType("application/json")
                            .body(Stage.cancelBody())
                            .post("/api/v1/acme/executions/" + queued + "/cancel"));
            directory.untilEnded(ada);

            assertThat(stage.state(queued)).isIn(CANCELLED, REVOKED);
            String ended = stage.state(queued) == CANCELLED ? "execution.cancelled" : "execution.revoked";
            assertThat(stage.events(queued))
                    .containsExactly("1 execution.accepted", "2 execution.stop_requested", "3 " + ended);
        }
    }

    @Test
    void againstAReportTheFactCountsAndNothingIsStoppedTwice() throws InterruptedException, ExecutionException {
        for (Account ada : people) {
            ExecutionId id = queued(ada);
            WorkerSession session = stage.session(scene);
            Lease lease = stage.claimed(session);
            pipeline.start(session, lease);
            Race.together(() -> Directory.deactivate(scim, ada), () -> stage.report(session, lease, SUCCEEDED));
            directory.untilEnded(ada);

            assertThat(stage.state(id)).isEqualTo(SUCCEEDED);
            assertThat(signals.wanted(session)).isEmpty();
            assertThat(stage.events(id)).hasSizeBetween(3, 4).last().asString().endsWith("execution.succeeded");
        }
    }

    @Test
    void againstAnotherEndEachThingEndsOnce() throws InterruptedException, ExecutionException {
        for (Account ada : people) {
            ExecutionId running = queued(ada);
            WorkerSession session = stage.session(scene);
            pipeline.start(session, stage.claimed(session));
            ExecutionId queued = queued(ada);
            Race.together(
                    () -> Directory.deactivate(scim, ada),
                    () -> Stage.as(scene.owner().token())
                            .post("/api/v1/acme/subjects/" + ada.subject() + "/end-access")
                            .then()
                            .statusCode(202));
            directory.untilEnded(ada);

            assertThat(stage.state(queued)).isEqualTo(REVOKED);
            assertThat(stage.events(queued)).hasSize(3);
            assertThat(stage.state(running)).isEqualTo(RUNNING);
            assertThat(stage.events(running)).hasSize(3).last().isEqualTo("3 execution.stop_requested");
            assertThat(stage.query("""
                            SELECT sum((ended ->> 'revoked')::int) || ' ' || sum((ended ->> 'stopped')::int)
                              FROM access_end_step s JOIN access_end a ON a.id = s.end_id
                             WHERE a.subject_id = ? AND s.step = 'executions'""", ada.subject())).contains("1 1");
        }
    }

    /** What is submitted while access ends is refused, or was accepted before and ends. */
    @Test
    void againstSubmissionsNothingIsAcceptedAfterTheAnswer() throws InterruptedException, ExecutionException {
        for (Account ada : people) {
            String[] accepted = {""};
            Race.together(
                    () -> {
                        Directory.deactivate(scim, ada);
                        accepted[0] = executionsOf(ada);
                    },
                    () -> {
                        for (int i = 0; i < 4; i++) {
                            stage.submit(ada, Stage.body(scene.job()));
                        }
                    });
            directory.untilEnded(ada);

            assertThat(executionsOf(ada)).isEqualTo(accepted[0]);
            assertThat(stage.query(
                            "SELECT count(*) FROM execution WHERE subject_id = ? AND state <> 'REVOKED'",
                            ada.subject()))
                    .contains("0");
        }
    }

    /** The owner goes on, and so a request that lost the race must not be decided again without its token. */
    @Test
    void againstSubmissionsWithARevokedTokenNothingIsAcceptedAfterTheAnswer()
            throws InterruptedException, ExecutionException {
        for (Account ada : people) {
            String[] accepted = {""};
            String token = stage.query("SELECT id FROM api_token WHERE subject_id = ?", ada.subject())
                    .orElseThrow();
            Race.together(
                    () -> {
                        Stage.as(scene.owner().token())
                                .delete("/api/v1/acme/tokens/" + token)
                                .then()
                                .statusCode(204);
                        accepted[0] = executionsOf(ada);
                    },
                    () -> {
                        for (int i = 0; i < 4; i++) {
                            stage.submit(ada, Stage.body(scene.job()));
                        }
                    });
            directory.untilEnded(ada);

            assertThat(executionsOf(ada)).isEqualTo(accepted[0]);
            assertThat(stage.query(
                            "SELECT count(*) FROM execution WHERE subject_id = ? AND state <> 'REVOKED'",
                            ada.subject()))
                    .contains("0");
        }
    }

    private String executionsOf(Account who) {
        return stage.query("SELECT count(*) FROM execution WHERE subject_id = ?", who.subject())
                .orElseThrow();
    }

    private ExecutionId queued(Account who) {
        return Stage.id(stage.submit(who, Stage.body(scene.job())).statusCode(201));
    }
}
