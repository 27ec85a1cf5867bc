package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.problem.RefusedText.withoutItsDecision;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.problem.Problem;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class SubmissionTest {
    @Inject
    Stage stage;

    @Test
    void anAllowedRequestIsAQueuedExecutionWithItsEventAndQuestion() {
        var scene = stage.scene();

        var answer = stage.submit(scene.launcher(), Stage.body(scene.job()))
                .statusCode(201)
                .body("job", equalTo(scene.job()), "revision", equalTo(1), "state", equalTo("QUEUED"));

        var id = Stage.id(answer);
        answer.header("Location", equalTo("/api/v1/acme/executions/" + id));
        assertThat(stage.events(id)).containsExactly("1 execution.accepted");
        assertThat(stage.isWaiting(id)).isTrue();
        assertThat(stage.query(
                        "SELECT complete || ' ' || outcome || ' ' || (body->'inputs'->>'name') FROM question"
                                + " WHERE id = (SELECT decision_id FROM execution WHERE id = ?)",
                        id.value()))
                .contains("true allow Ada");
    }

    @Test
    void aJobOneMayNotStartAndOneThatDoesNotExistAreTheSame403() {
        var scene = stage.scene();
        var stranger = stage.access().stranger("acme");

        String existing = stage.submit(stranger, Stage.body(scene.job()))
                .statusCode(403)
                .extract()
                .asString();
        String missing = stage.submit(stranger, Stage.body(scene.namespace() + "/nothing"))
                .statusCode(403)
                .extract()
                .asString();

        assertThat(withoutItsDecision(existing)).isEqualTo(withoutItsDecision(missing));
        assertThat(stage.query(
                        "SELECT string_agg(complete || ' ' || outcome || ' ' || coalesce(body->>'inputs', '-'), ',')"
                                + " FROM question WHERE subject_id = ?",
                        stranger.subject()))
                .contains("false deny -,false deny -");
        assertThat(stage.query(
                        "SELECT count(*) FROM event WHERE code = 'execution.denied' AND encode(leaf, 'escape') LIKE ?",
                        "%" + stranger.subject() + "%"))
                .contains("2");
        assertThat(stage.query("SELECT 1 FROM execution WHERE subject_id = ?", stranger.subject()))
                .isEmpty();
    }

    @Test
    void aJobThatDoesNotExistIsUnknownToOneWhoMayStartIt() {
        var scene = stage.scene();

        stage.submit(scene.launcher(), Stage.body(scene.namespace() + "/nothing"))
                .statusCode(404)
                .body("code", equalTo("not_found"));
    }

    @Test
    void aRevisionThatDoesNotExistIsUnknown() {
        var scene = stage.scene();

        stage.submit(
                        scene.launcher(),
                        "{\"job\": \"%s\", \"revision\": 7, \"inputs\": {\"name\": \"A\"}}".formatted(scene.job()))
                .statusCode(404);
    }

    @Test
    void anotherTenantsPathIsUnknown() {
        var scene = stage.scene();

        Stage.as(scene.launcher().token())
                .contentType("application/json")
                .body(Stage.body(scene.job()))
                .post("/api/v1/globex/executions")
                .then()
                .statusCode(404)
                .body("code", equalTo("not_found"));
    }

    @Test
    void aRequestWithoutATokenIsUnauthenticated() {
        given().contentType("application/json")
                .body("{}")
                .post("/api/v1/acme/executions")
                .then()
                .statusCode(401);
    }

    @Test
    void inputsThatBreakTheSchemaAreNamedByTheirPlace() {
        var scene = stage.scene();

        stage.submit(scene.launcher(), "{\"job\": \"%s\", \"inputs\": {\"name\": 7}}".formatted(scene.job()))
                .statusCode(422)
                .body("code", equalTo("inputs_invalid"), "errors.pointer", hasItem("/inputs/name"));
    }

    @Test
    void aLaunchOptionThatTheJobDoesNotListIsRefused() {
        var scene = stage.scene();

        stage.submit(
                        scene.launcher(),
                        "{\"job\": \"%s\", \"inputs\": {\"name\": \"A\"}, \"launch\": {\"env\": {\"X\": \"1\"}}}"
                                .formatted(scene.job()))
                .statusCode(422)
                .body("code", equalTo("launch_invalid"), "errors.pointer", hasItem("/launch/env/X"));
    }

    @Test
    void aLaunchOptionThatTheJobListsIsTaken() {
        var scene = stage.scene();

        stage.submit(
                        scene.launcher(),
                        "{\"job\": \"%s\", \"inputs\": {\"name\": \"A\"}, \"launch\": {\"args\": [\"--loud\"]}}"
                                .formatted(scene.job()))
                .statusCode(201);
    }

    @Test
    void malformedJsonIsNamedByLineAndColumn() {
        var scene = stage.scene();

        stage.submit(scene.launcher(), "{\n  \"job\": nope }")
                .statusCode(400)
                .contentType(Problem.MEDIA_TYPE)
                .body("code", equalTo("malformed_json"), "errors[0].line", equalTo(2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{} {}",
                "[1,",
                "{\"job\": \"a/b\", \"job\": \"a/c\"}",
                "nul",
                "{\"inputs\": {\"x\": 01}}",
            })
    void whatIsNotOneJsonDocumentIsMalformed(String body) {
        stage.submit(stage.scene().launcher(), body).statusCode(400).body("code", equalTo("malformed_json"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "7",
                "null",
                "\"text\"",
                "{}",
                "{\"job\": 7}",
                "{\"job\": \"no-slash\"}",
                "{\"job\": \"UPPER/x\"}",
                "{\"job\": null}",
                "{\"job\": \"a/b\", \"surprise\": true}",
                "{\"job\": \"a/b\", \"revision\": \"1\"}",
                "{\"job\": \"a/b\", \"revision\": 0}",
                "{\"job\": \"a/b\", \"revision\": 1e400}",
                "{\"job\": \"a/b\", \"revision\": 1.5}",
                "{\"job\": \"a/b\", \"inputs\": []}",
                "{\"job\": \"a/b\", \"inputs\": null}",
                "{\"job\": \"a/b\", \"inputs\": {\"x\": \"\\u0000\"}}",
                "{\"job\": \"a/b\", \"inputs\": {\"x\": \"\\ud800\"}}",
                "{\"job\": \"a/b\", \"inputs\": {\"x\": 1e400}}",
                "{\"job\": \"a/b\", \"inputs\": {\"x\": 1e-20000}}",
                "{\"job\": \"a/b\", \"inputs\": {\"x\": 1e-99999999999}}",
                "{\"job\": \"a/b\", \"launch\": []}",
                "{\"job\": \"a/b\", \"launch\": {\"args\": \"x\"}}",
                "{\"job\": \"a/b\", \"launch\": {\"args\": [7]}}",
                "{\"job\": \"a/b\", \"launch\": {\"env\": {\"X\": 1}}}",
                "{\"job\": \"a/b\", \"launch\": {\"timeout\": \"soon\"}}",
                "{\"job\": \"a/b\", \"launch\": {\"priority\": \"high\"}}",
                "{\"job\": \"a/b\", \"launch\": {\"surprise\": 1}}",
            })
    void aBodyOfAnotherShapeIsRefused(String body) {
        stage.submit(stage.scene().launcher(), body)
                .statusCode(422)
                .contentType(Problem.MEDIA_TYPE)
                .body("code", equalTo("body_invalid"));
    }

    @Test
    void aBodyOfAnotherMediaTypeIsRefused() {
        Stage.as(stage.scene().launcher().token())
                .contentType("text/plain")
                .body("{}")
                .post("/api/v1/acme/executions")
                .then()
                .statusCode(415);
    }

    @Test
    void aBodyThatIsNotUtf8IsMalformed() {
        Stage.as(stage.scene().launcher().token())
                .contentType("application/json")
                .body(new byte[] {'"', (byte) 0xff, '"'})
                .post("/api/v1/acme/executions")
                .then()
                .statusCode(400)
                .body("code", equalTo("malformed_json"));
    }

    @Test
    void aBodyOverOneMebibyteIsTooLarge() {
        Stage.as(stage.scene().launcher().token())
                .contentType("application/json")
                .body(new byte[(1 << 20) + 1])
                .post("/api/v1/acme/executions")
                .then()
                .statusCode(413)
                .body("code", equalTo("body_too_large"));
    }

    @Test
    void aLaunchIntoAGroupThatIsNotDeclaredIsRefusedAndOneIntoAnotherThatIsGoesThere() {
        var scene = stage.scene();
        var other = stage.scene();
        stage.apply(scene.owner(), """
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: %s, name: roam}
                spec:
                  overridable: [workerGroup]
                  run:
                    process:
                      command: [java, Roam.java]
                """.formatted(scene.namespace()));
        String body = "{\"job\": \"" + scene.namespace() + "/roam\", \"launch\": {\"workerGroup\": \"%s\"}}";

        stage.submit(scene.launcher(), body.formatted("nobodys"))
                .statusCode(422)
                .body("code", equalTo("launch_invalid"), "errors.pointer", hasItem("/launch/workerGroup"));
        var id = Stage.id(
                stage.submit(scene.launcher(), body.formatted(other.group())).statusCode(201));

        assertThat(stage.column(id, "worker_group")).isEqualTo(other.group());
    }

    @Test
    void inputsOverTheirLimitAreTooLarge() {
        var scene = stage.scene();

        stage.submit(
                        scene.launcher(),
                        "{\"job\": \"%s\", \"inputs\": {\"name\": \"%s\"}}"
                                .formatted(scene.job(), "x".repeat(RequestReader.MAX_INPUTS)))
                .statusCode(413)
                .body("code", equalTo("inputs_too_large"));
    }

    @Test
    void inputsThatTheJobMultipliesPastMemoryAreTooLarge() {
        var scene = stage.scene();
        stage.apply(scene.owner(), """
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: %s, name: echo}
                spec:
                  inputs: {type: object, properties: {word: {type: string}}}
                  run:
                    process:
                      command: [cat]
                      stdin: "%s"
                """.formatted(scene.namespace(), "${{ inputs.word }}".repeat(1_000)));
        String body = "{\"job\": \"" + scene.namespace() + "/echo\", \"inputs\": {\"word\": \"%s\"}}";

        stage.submit(scene.launcher(), body.formatted("x".repeat(4_195)))
                .statusCode(413)
                .body("code", equalTo("inputs_too_large"));
        stage.submit(scene.launcher(), body.formatted("x".repeat(4_194))).statusCode(201);
    }

    @Test
    void inputsJustBelowTheirLimitAreTaken() {
        var scene = stage.scene();

        stage.submit(
                        scene.launcher(),
                        "{\"job\": \"%s\", \"inputs\": {\"name\": \"%s\"}}"
                                .formatted(scene.job(), "x".repeat(RequestReader.MAX_INPUTS - 100)))
                .statusCode(201);
    }

    @Test
    void aStarterWhoseAccessEndedIsUnauthenticatedAndStartsNothing() {
        var scene = stage.scene();
        stage.access().end(scene.launcher());

        stage.submit(scene.launcher(), Stage.body(scene.job())).statusCode(401);

        assertThat(stage.query("SELECT 1 FROM execution WHERE job_namespace = ?", scene.namespace()))
                .isEmpty();
    }
}
