package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.execution.EndCalls.done;
import static dev.gatehouse.gateway.execution.EndCalls.dryRun;
import static dev.gatehouse.gateway.execution.EndCalls.end;
import static dev.gatehouse.gateway.execution.ExecutionState.QUEUED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who ends somebody's access by hand, what that shows, and who may not. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class EndAccessDoorTest {
    @Inject
    Stage stage;

    @Inject
    StopSignals signals;

    @Test
    void itIsVisibleWithWhatItEndedAndAudited() {
        var scene = stage.scene();
        stage.queued(scene);
        stage.queued(scene);

        String end = end(scene.owner(), scene.launcher()).extract().path("id");

        done(scene.owner(), end)
                .body("subject", equalTo(scene.launcher().subject().toString()))
                .body("name", equalTo(scene.launcher().name()))
                .body("causedBy", equalTo(scene.owner().subject().toString()))
                .body("steps.step", contains("tokens", "sessions", "executions", "leases", "approvals"))
                .body("steps.done", contains(true, true, true, true, true))
                .body("steps[0].ended.tokens", equalTo(1))
                .body("steps[2].ended.revoked", equalTo(2))
                .body("steps[2].ended.stopped", equalTo(0));
        Stage.as(scene.owner().token())
                .get("/api/v1/acme/access-ends?subject=" + scene.launcher().subject())
                .then()
                .statusCode(200)
                .body("items.id", contains(end));
        assertThat(leaf("access.ending", end))
                .contains("\"actor\":\"" + scene.owner().subject() + "\"");
        assertThat(leaf("access.ended", end)).contains("\"ended\":{\"revoked\":2,\"stopped\":0,\"tokens\":1}");
    }

    @Test
    void aDryRunSaysTheSameAndChangesNothing() {
        var scene = stage.scene();
        var run = stage.running(scene);
        var queued = stage.queued(scene);

        dryRun(scene.owner(), scene.launcher().subject())
                .statusCode(200)
                .body("name", equalTo(scene.launcher().name()))
                .body("active", equalTo(true))
                .body("ends.tokens", equalTo(1))
                .body("ends.revoked", equalTo(1))
                .body("ends.stopped", equalTo(1));

        assertThat(stage.state(queued)).isEqualTo(QUEUED);
        assertThat(signals.wanted(run.session())).isEmpty();
        assertThat(stage.query(
                        "SELECT epoch FROM subject WHERE id = ?",
                        scene.launcher().subject()))
                .contains("1");
        Stage.as(scene.launcher().token())
                .get("/api/v1/acme/executions/" + queued)
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000-0000-0001-0000-000000000001", "nonsense"})
    void somebodyWhoIsNotThereIsUnknown(String subject) {
        var owner = stage.access().account("acme", "Owner", "root");

        Stage.as(owner.token())
                .post("/api/v1/acme/subjects/" + subject + "/end-access")
                .then()
                .statusCode(404);
        Stage.as(owner.token())
                .get("/api/v1/acme/access-ends/" + subject)
                .then()
                .statusCode(404);
    }

    @Test
    void somebodyOfAnotherTenantIsUnknownAndStaysWhoTheyAre() {
        var owner = stage.access().account("acme", "Owner", "root");
        var foreign = stage.access().account("globex", "Owner", "root");
        String ofForeign = Stage.as(foreign.token())
                .post("/api/v1/globex/subjects/"
                        + stage.access().stranger("globex").subject() + "/end-access")
                .then()
                .statusCode(202)
                .extract()
                .path("id");

        end(owner, foreign).statusCode(404);
        dryRun(owner, foreign.subject()).statusCode(404);
        Stage.as(owner.token())
                .get("/api/v1/acme/access-ends/" + ofForeign)
                .then()
                .statusCode(404);
        Stage.as(owner.token())
                .get("/api/v1/acme/access-ends?limit=1000")
                .then()
                .body("items.id", not(hasItem(ofForeign)));
        assertThat(stage.query("SELECT active FROM subject WHERE id = ?", foreign.subject()))
                .contains("t");
    }

    @Test
    void aWorkerIsRevokedAsAWorker() {
        var scene = stage.scene();
        var session = stage.session(scene);

        Stage.as(scene.owner().token())
                .post("/api/v1/acme/subjects/" + session.worker() + "/end-access")
                .then()
                .statusCode(409)
                .body("code", equalTo("subject_is_worker"));
    }

    @Test
    void whoManagesNobodyEndsNobody() {
        var scene = stage.scene();

        end(scene.launcher(), scene.owner()).statusCode(403);
        dryRun(scene.launcher(), scene.owner().subject()).statusCode(403);

        assertThat(stage.query(
                        "SELECT active FROM subject WHERE id = ?", scene.owner().subject()))
                .contains("t");
    }

    private String leaf(String code, String end) {
        return stage.query(
                        "SELECT convert_from(leaf, 'UTF8') FROM event WHERE code = ? AND convert_from(leaf, 'UTF8') LIKE ?",
                        code,
                        "%accessend/" + end + "@1%")
                .orElse("");
    }
}
