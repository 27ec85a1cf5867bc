package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.execution.ExecutionState.LEASED;
import static dev.gatehouse.gateway.execution.ExecutionState.QUEUED;
import static dev.gatehouse.gateway.execution.ExecutionState.RUNNING;
import static dev.gatehouse.gateway.execution.ExecutionState.SUCCEEDED;
import static dev.gatehouse.gateway.execution.ExecutionState.TIMED_OUT;
import static dev.gatehouse.gateway.execution.SwitchCalls.endMaintenance;
import static dev.gatehouse.gateway.execution.SwitchCalls.maintain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.policy.SnapshotLoader;
import dev.gatehouse.observability.ExecutionId;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Times in which nothing is accepted and nothing begins, and nothing is condemned for it. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class MaintenanceTest {
    @Inject
    Stage stage;

    @Inject
    StartPipeline pipeline;

    @Inject
    SharedClaims claims;

    @Inject
    QueueLook look;

    @Inject
    Expiry expiry;

    @Inject
    SnapshotLoader snapshots;

    private Stage.Scene scene;
    private Account operator;

    @BeforeEach
    void declare() {
        scene = stage.scene();
        operator = stage.access().account("system", "Owner", "root");
    }

    @AfterEach
    void endAllOfIt() {
        endMaintenance(scene.owner()).statusCode(200);
        endMaintenance(operator).statusCode(200);
        snapshots.refresh(Stage.TENANT);
    }

    private ValidatableResponse submitted() {
        return stage.submit(scene.launcher(), Stage.body(scene.job()));
    }

    @Test
    void nothingIsAcceptedAndTheMessageIsTold() {
        maintain(scene.owner(), "The cluster moves, back at ten.")
                .statusCode(200)
                .body("active", equalTo(true))
                .body("tenant.message", equalTo("The cluster moves, back at ten."));

        submitted()
                .statusCode(503)
                .header("Retry-After", equalTo("60"))
                .body("code", equalTo("maintenance"))
                .body("detail", containsString("The cluster moves, back at ten."));

        endMaintenance(scene.owner())
                .statusCode(200)
                .body("active", equalTo(false))
                .body("tenant", nullValue());
        submitted().statusCode(201);
    }

    @Test
    void whoeverMayNotStartItHearsThatAlone() {
        maintain(scene.owner(), "Back at ten.").statusCode(200);

        stage.submit(stage.access().stranger(Stage.TENANT), Stage.body(scene.job()))
                .statusCode(403)
                .body("code", equalTo("forbidden"));
    }

    @Test
    void whatRunsGoesOnAndWhatWaitsStaysWhereItIs() {
        var run = stage.running(scene);
        var waiting = stage.queued(scene);
        var session = stage.session(scene);
        var group = new QueueLook.Group(Stage.TENANT, scene.group());
        assertThat(look.due(List.of(session))).containsExactly(group);

        maintain(scene.owner(), "Back at ten.").statusCode(200);

        assertThat(look.due(List.of(session))).isEmpty();
        assertThat(claims.claim(new ClaimCommand(session, 1))).isEmpty();
        assertThat(stage.state(waiting)).isEqualTo(QUEUED);
        stage.report(run.session(), run.lease(), SUCCEEDED);
        assertThat(stage.state(run.id())).isEqualTo(SUCCEEDED);

        endMaintenance(scene.owner()).statusCode(200);
        assertThat(pipeline.start(session, stage.claimed(session))).isInstanceOf(StartAnswer.Started.class);
        assertThat(stage.state(waiting)).isEqualTo(RUNNING);
    }

    @Test
    void whatIsLeasedGoesBackAndLosesNothing() {
        var leased = stage.queued(scene);
        var session = stage.session(scene);
        Lease lease = stage.claimed(session);
        assertThat(stage.state(leased)).isEqualTo(LEASED);

        maintain(scene.owner(), "Back at ten.").statusCode(200);

        assertThat(pipeline.start(session, lease)).isEqualTo(new StartAnswer.Later());
        assertThat(stage.state(leased)).isEqualTo(QUEUED);
        assertThat(stage.column(leased, "deliveries")).isEqualTo("0");
        assertThat(stage.column(leased, "attempt")).isEqualTo("0");
    }

    /** The time that it may wait does not pass meanwhile. */
    @Test
    void nothingIsGivenUpForHavingWaitedForTheEndOfIt() {
        ExecutionId waits = stage.queued(scene);
        ExecutionId waitedLong = stage.queued(scene);
        stage.sql(
                "UPDATE execution SET queue_until = now() - interval '10 min', state_at = now() - interval '1 h' WHERE id = ?",
                waits.value());
        stage.sql(
                "UPDATE execution SET queue_until = now() - interval '40 min', state_at = now() - interval '1 h'"
                        + " WHERE id = ?",
                waitedLong.value());
        stage.sql(
                "INSERT INTO maintenance (tenant, id, message, begun_by, begun_at, ended_at)"
                        + " VALUES ('acme', gen_random_uuid(), 'earlier', ?, now() - interval '45 min', now() - interval '15 min')",
                scene.owner().subject());

        expiry.run(() -> true);

        assertThat(stage.state(waits)).isEqualTo(QUEUED);
        assertThat(stage.state(waitedLong)).isEqualTo(TIMED_OUT);
        stage.sqlOfOwner(
                "UPDATE maintenance SET begun_at = now() - interval '2 days', ended_at = now() - interval '1 day'"
                        + " WHERE message = 'earlier'");
        expiry.run(() -> true);
        assertThat(stage.state(waits)).isEqualTo(TIMED_OUT);
    }

    @Test
    void thatOfTheOperatorsIsEverybodysAndTheirWordGoesFirst() {
        maintain(scene.owner(), "Ours.").statusCode(200);
        maintain(operator, "Theirs.").statusCode(200).body("installation.message", equalTo("Theirs."));
        snapshots.refresh(Stage.TENANT);

        submitted().statusCode(503).body("detail", containsString("Theirs."));
        Stage.as(scene.owner().token())
                .get("/api/v1/acme/maintenance")
                .then()
                .statusCode(200)
                .body("installation.message", equalTo("Theirs."))
                .body("installation.begunBy", nullValue())
                .body("tenant.begunBy", equalTo(scene.owner().subject().toString()));

        endMaintenance(scene.owner()).statusCode(200).body("active", equalTo(true));
        submitted().statusCode(503);
        endMaintenance(operator).statusCode(200);
        snapshots.refresh(Stage.TENANT);
        submitted().statusCode(201);
    }

    @Test
    void thatOfAnotherTenantConcernsNobodyElse() {
        Account foreign = stage.access().account("globex", "Owner", "root");

        maintain(foreign, "Theirs.").statusCode(200);
        try {
            submitted().statusCode(201);
            Stage.as(foreign.token()).delete("/api/v1/acme/maintenance").then().statusCode(404);
        } finally {
            endMaintenance(foreign).statusCode(200);
        }
    }

    @Test
    void itIsBegunOnceAndEndedOnceAndEachIsRecorded() {
        String id = maintain(scene.owner(), "One.").extract().path("tenant.id");
        maintain(scene.owner(), "One.").statusCode(200).body("tenant.id", equalTo(id));
        maintain(scene.owner(), "Another.").statusCode(200).body("tenant.message", equalTo("Another."));
        endMaintenance(scene.owner()).statusCode(200);
        endMaintenance(scene.owner()).statusCode(200);

        assertThat(stage.query(
                        "SELECT string_agg(code, ',' ORDER BY at, id) FROM event WHERE code LIKE 'maintenance.%'"
                                + " AND convert_from(leaf, 'UTF8') LIKE ?",
                        "%maintenance/" + id + "@%"))
                .contains("maintenance.begun,maintenance.begun,maintenance.ended");
    }

    @Test
    void itTakesThePermissionAndAMessage() {
        maintain(scene.launcher(), "Mine.").statusCode(403);
        endMaintenance(scene.launcher()).statusCode(403);
        Stage.as(scene.launcher().token())
                .get("/api/v1/acme/maintenance")
                .then()
                .statusCode(403);
        maintain(scene.owner(), " ").statusCode(422).body("errors.pointer", equalTo(List.of("/message")));
        maintain(scene.owner(), "x".repeat(1_001)).statusCode(422);
        submitted().statusCode(201);
    }
}
