package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.execution.EndCalls.done;
import static dev.gatehouse.gateway.execution.EndCalls.end;
import static dev.gatehouse.gateway.execution.ExecutionState.QUEUED;
import static dev.gatehouse.gateway.execution.ExecutionState.REVOKED;
import static dev.gatehouse.gateway.execution.ExecutionState.RUNNING;
import static dev.gatehouse.gateway.execution.ExecutionState.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.deprovision.AccessEnds;
import dev.gatehouse.gateway.deprovision.EndReason;
import dev.gatehouse.gateway.deprovision.Extent;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.policy.SnapshotLoader;
import dev.gatehouse.gateway.way.SwitchablePolicy;
import dev.gatehouse.observability.ExecutionId;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What ends with somebody's access, and what does not. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class AccessEndTest {
    @Inject
    Stage stage;

    @Inject
    Directory directory;

    @Inject
    StopSignals signals;

    @Inject
    StartPipeline pipeline;

    @Inject
    AccessEnds ends;

    @Inject
    Transactions transactions;

    @Inject
    SnapshotLoader policies;

    @Inject
    SwitchablePolicy policy;

    @Test
    void allThatSomebodyHasEnds() {
        var scene = stage.scene();
        var run = stage.running(scene);
        var session = stage.session(scene);
        var leased = stage.queued(scene);
        Lease lease = stage.claimed(session);
        var queued = stage.queued(scene);

        String end = end(scene.owner(), scene.launcher())
                .statusCode(202)
                .body("reason", equalTo("administrator"))
                .header("Location", startsWith("/api/v1/acme/access-ends/"))
                .extract()
                .path("id");

        asks(scene.launcher()).statusCode(401);
        assertThat(pipeline.start(session, lease)).isInstanceOf(StartAnswer.Gone.class);
        done(scene.owner(), end);
        assertThat(stage.state(queued)).isEqualTo(REVOKED);
        assertThat(stage.isWaiting(queued)).isFalse();
        assertThat(stage.state(leased)).isEqualTo(REVOKED);
        assertThat(stage.state(run.id())).isEqualTo(RUNNING);
        assertThat(signals.wanted(run.session())).containsExactly(new StopSignal(run.lease(), true));
        assertThat(stage.events(queued))
                .containsExactly("1 execution.accepted", "2 execution.stop_requested", "3 execution.revoked");
        assertThat(stage.column(queued, "error")).isEqualTo("access_ended");
        assertThat(stage.query(
                        "SELECT revoked_at IS NOT NULL FROM api_token WHERE subject_id = ?",
                        scene.launcher().subject()))
                .contains("t");
    }

    @Test
    void whatOthersHaveGoesOn() {
        var scene = stage.scene();
        var other = stage.scene();
        var run = stage.running(other);
        var queued = stage.queued(other);

        done(scene.owner(), end(scene.owner(), scene.launcher()).extract().path("id"));

        assertThat(stage.state(queued)).isEqualTo(QUEUED);
        assertThat(signals.wanted(run.session())).isEmpty();
    }

    @Test
    void whatHasEndedStaysAsItIs() {
        var scene = stage.scene();
        var run = stage.running(scene);
        stage.report(run.session(), run.lease(), SUCCEEDED);

        done(scene.owner(), end(scene.owner(), scene.launcher()).extract().path("id"));

        assertThat(stage.state(run.id())).isEqualTo(SUCCEEDED);
        assertThat(stage.events(run.id())).hasSize(3);
    }

    @Test
    void aRunThatWasCancelledLosesItsGrace() {
        var scene = stage.scene();
        var run = stage.running(scene);
        Stage.as(scene.launcher().token())
                .contentType("application/json")
                .body(Stage.cancelBody())
                .post("/api/v1/acme/executions/" + run.id() + "/cancel")
                .then()
                .statusCode(202);

        done(scene.owner(), end(scene.owner(), scene.launcher()).extract().path("id"));

        assertThat(signals.wanted(run.session())).containsExactly(new StopSignal(run.lease(), true));
    }

    @Test
    void whoLeavesAGroupLosesOnlyWhatIsDeniedNow() {
        var scene = stage.scene();
        var elsewhere = stage.scene();
        bind(scene.launcher(), elsewhere);
        var keptRun = stage.running(scene);
        var kept = stage.queued(scene);
        var lost = Stage.id(
                stage.submit(scene.launcher(), Stage.body(elsewhere.job())).statusCode(201));
        stage.sql(
                "DELETE FROM resource WHERE name = ?",
                "also-" + scene.launcher().subject());
        raiseRevision();

        UUID end = directory.beginEnd(scene.launcher(), EndReason.GROUP_LEFT, new Extent.WhatIsDenied());

        done(scene.owner(), end.toString())
                .body("steps.step", contains("sessions", "executions", "leases", "approvals"))
                .body("steps[1].ended.revoked", equalTo(1));
        assertThat(stage.state(lost)).isEqualTo(REVOKED);
        assertThat(leafOf(lost, "execution.revoked")).contains("\"decision\":");
        assertThat(stage.state(kept)).isEqualTo(QUEUED);
        assertThat(stage.state(keptRun.id())).isEqualTo(RUNNING);
        assertThat(signals.wanted(keptRun.session())).isEmpty();
        asks(scene.launcher()).statusCode(404);
    }

    @Test
    void whileNobodyCanSayWhatIsDeniedNothingEndsAndTheEndGoesOnLater() throws InterruptedException {
        var scene = stage.scene();
        var queued = stage.queued(scene);
        stage.sql(
                "DELETE FROM resource WHERE name = ?", "of-" + scene.launcher().subject());
        raiseRevision();
        UUID end;
        policy.leaveAll(true);
        try {
            end = directory.beginEnd(scene.launcher(), EndReason.GROUP_LEFT, new Extent.WhatIsDenied());
            Thread.sleep(2_500);

            assertThat(stage.state(queued)).isEqualTo(QUEUED);
            assertThat(stage.query("SELECT done_at FROM access_end WHERE id = ?", end))
                    .isEmpty();
        } finally {
            policy.leaveAll(false);
        }

        done(scene.owner(), end.toString());
        assertThat(stage.state(queued)).isEqualTo(REVOKED);
    }

    @Test
    void ofManyOnlyThoseBeginAnEndWhoHaveSomethingThatCouldEnd() {
        var busy = stage.scene();
        stage.queued(busy);
        var idle = stage.access().stranger("acme");

        List<UUID> begun = transactions.run(connection -> ends.beginForMany(
                connection,
                List.of(
                        idle.subject(),
                        busy.launcher().subject(),
                        busy.launcher().subject()),
                Directory.order(Stage.TENANT, EndReason.GROUP_LEFT, new Extent.WhatIsDenied())));

        assertThat(begun).hasSize(1);
        assertThat(stage.query("SELECT subject_id FROM access_end WHERE id = ?", begun.getFirst()))
                .contains(busy.launcher().subject().toString());
    }

    @Test
    void aRevokedTokenTakesWithItWhatItStartedAndNothingElse() {
        var scene = stage.scene();
        String other = stage.access().token("acme", scene.launcher().subject());
        var lostRun = stage.running(scene);
        var lost = stage.queued(scene);
        var kept = Stage.id(stage.submit(
                        new Account(
                                "acme",
                                scene.launcher().subject(),
                                scene.launcher().name(),
                                other),
                        Stage.body(scene.job()))
                .statusCode(201));
        String token = stage.token(scene.launcher());

        stage.revokeToken(scene.owner(), scene.launcher());

        String end = stage.query("SELECT id FROM access_end WHERE token_id = ?::uuid", token)
                .orElseThrow();
        done(scene.owner(), end).body("token", equalTo(token)).body("extent", equalTo("token"));
        assertThat(stage.state(lost)).isEqualTo(REVOKED);
        assertThat(signals.wanted(lostRun.session())).hasSize(1);
        assertThat(stage.state(kept)).isEqualTo(QUEUED);
    }

    /** The second scene's job, too. */
    private void bind(Account account, Stage.Scene also) {
        stage.sql(
                """
                INSERT INTO resource (tenant, kind, namespace, name, id, revision, spec, digest, author)
                VALUES ('acme', 'rolebinding', ?, ?, gen_random_uuid(), 1, ?::jsonb, repeat('0', 64), ?)""",
                also.namespace(),
                "also-" + account.subject(),
                "{\"role\": \"Launcher\", \"subjects\": [{\"id\": \"%s\"}]}".formatted(account.subject()),
                account.subject());
        raiseRevision();
    }

    private void raiseRevision() {
        stage.sql("UPDATE tenant SET revision = revision + 1 WHERE name = 'acme'");
        policies.refresh("acme");
    }

    /** Not there, for whoever may still ask. */
    private ValidatableResponse asks(Account account) {
        return Stage.as(account.token())
                .get("/api/v1/acme/executions/" + new ExecutionId(new UUID(1, 1)))
                .then();
    }

    private String leafOf(ExecutionId id, String code) {
        return stage.query(
                        "SELECT convert_from(leaf, 'UTF8') FROM event WHERE execution_id = ? AND code = ?",
                        id.value(),
                        code)
                .orElse("");
    }
}
