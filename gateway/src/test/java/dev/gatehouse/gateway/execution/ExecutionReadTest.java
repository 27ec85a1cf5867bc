package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.execution.ExecutionState.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class ExecutionReadTest {
    @Inject
    Stage stage;

    @Inject
    Reports reports;

    @Inject
    LogChunks logs;

    @Inject
    ObjectMapper json;

    @Test
    void anExecutionShowsItsStateItsTraceAndItsOutputs() throws JsonProcessingException {
        var scene = stage.scene();
        var run = ended(scene);

        get(scene.launcher(), "/" + run.id())
                .statusCode(200)
                .body(
                        "state", equalTo("SUCCEEDED"),
                        "job", equalTo(scene.job()),
                        "isolation", equalTo("none"),
                        "exitCode", equalTo(0),
                        "outputs.rows", equalTo(7),
                        "traceId", matchesPattern("[0-9a-f]{32}"));
    }

    @Test
    void outputsAreForThoseWhoMayReadThem() throws JsonProcessingException {
        var scene = stage.scene();
        var run = ended(scene);
        stage.apply(scene.owner(), """
                apiVersion: gatehouse.dev/v1
                kind: Role
                metadata: {name: watcher-%s}
                spec: {permissions: ["execution:read"]}
                """.formatted(scene.group()));
        var watcher = stage.access().account("acme", "watcher-" + scene.group(), scene.namespace());

        get(watcher, "/" + run.id()).statusCode(200).body("outputs", nullValue());
        get(watcher, "/" + run.id() + "/events").statusCode(200).body("items[2].fields.outputs", nullValue());
        get(watcher, "/" + run.id() + "/logs").statusCode(403);
    }

    @Test
    void aTokenThatLeavesNoOutputsShowsNone() throws JsonProcessingException {
        var scene = stage.scene();
        var run = ended(scene);
        TestAccess.Account owner = scene.owner();

        for (String more : List.of("", ", \"output:read\"")) {
            String token = Stage.as(owner.token())
                    .contentType("application/json")
                    .body("{\"name\": \"narrow\", \"expires\": \"PT1H\", \"permissions\": [\"execution:read\"" + more
                            + "]}")
                    .post("/api/v1/acme/tokens/own")
                    .then()
                    .statusCode(201)
                    .extract()
                    .path("token");
            var narrow = new TestAccess.Account(owner.tenant(), owner.subject(), owner.name(), token);

            get(narrow, "/" + run.id()).statusCode(200).body("outputs", more.isEmpty() ? nullValue() : notNullValue());
        }
    }

    @Test
    void whoMayNotReadItAnotherTenantAndNobodyKnowsItAreTheSame404() {
        var scene = stage.scene();
        var id = stage.queued(scene);
        var stranger = stage.access().stranger("acme");
        var foreigner = stage.access().account("globex", "Owner", "root");

        for (String path : List.of("", "/logs", "/events")) {
            String unknown = get(scene.launcher(), "/018f0000-0000-7000-8000-000000000000" + path)
                    .statusCode(404)
                    .extract()
                    .asString();

            assertThat(get(stranger, "/" + id + path).statusCode(404).extract().asString())
                    .isEqualTo(unknown);
            assertThat(get(foreigner, "/" + id + path).statusCode(404).extract().asString())
                    .isEqualTo(unknown);
            assertThat(get(scene.launcher(), "/not-an-id" + path)
                            .statusCode(404)
                            .extract()
                            .asString())
                    .isEqualTo(unknown);
        }
    }

    @Test
    void logsComeAsChunksAndAsText() throws JsonProcessingException {
        var scene = stage.scene();
        var run = ended(scene);

        get(scene.launcher(), "/" + run.id() + "/logs?limit=1")
                .statusCode(200)
                .body("items", hasSize(1), "items[0].bytes", equalTo("b25lCg=="), "next", equalTo("1.0"));
        get(scene.launcher(), "/" + run.id() + "/logs?after=1.0")
                .statusCode(200)
                .body("items.seq", contains(1), "next", nullValue());
        String text = Stage.as(scene.launcher().token())
                .accept("text/plain")
                .get("/api/v1/acme/executions/" + run.id() + "/logs")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(text).isEqualTo("one\ntwo\n");
    }

    @Test
    void eventsComeInTheirOrderWithWhatWasCommittedTo() throws JsonProcessingException {
        var scene = stage.scene();
        var run = ended(scene);

        get(scene.launcher(), "/" + run.id() + "/events")
                .statusCode(200)
                .body(
                        "items.code",
                        contains("execution.accepted", "execution.started", "execution.succeeded"),
                        "items.n",
                        contains(1, 2, 3),
                        "items[0].fields.inputs.name",
                        equalTo("Ada"),
                        "items[2].fields.outputs.rows",
                        equalTo(7),
                        "items[2].facts.fence",
                        equalTo(1));
    }

    @Test
    void listsGoPageByPageLatestFirst() {
        var scene = stage.scene();
        String first = stage.queued(scene).toString();
        String second = stage.queued(scene).toString();
        String third = stage.queued(scene).toString();

        String next = list(scene.launcher(), "?namespace=" + scene.namespace() + "&limit=2")
                .statusCode(200)
                .body("items.id", contains(third, second))
                .extract()
                .path("next");

        list(scene.launcher(), "?namespace=" + scene.namespace() + "&limit=2&after=" + next)
                .statusCode(200)
                .body("items.id", contains(first), "next", nullValue());
        list(scene.launcher(), "?namespace=" + scene.namespace() + "&state=RUNNING")
                .statusCode(200)
                .body("items", hasSize(0));
    }

    @Test
    void aListIsForThoseWhoMayReadItsNamespace() {
        var scene = stage.scene();
        stage.queued(scene);

        list(stage.access().stranger("acme"), "?namespace=" + scene.namespace()).statusCode(403);
        list(scene.launcher(), "").statusCode(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=1001", "limit=x", "after=x", "state=DONE", "namespace=UPPER"})
    void aWrongParameterIsNamed(String parameter) {
        list(stage.scene().owner(), "?" + parameter).statusCode(422).body("code", equalTo("parameter_invalid"));
    }

    private Stage.Running ended(Stage.Scene scene) throws JsonProcessingException {
        var run = stage.running(scene);
        logs.append(
                run.session(),
                run.lease(),
                1,
                List.of(
                        new LogPiece(0, "stdout", "one\n".getBytes(StandardCharsets.UTF_8)),
                        new LogPiece(1, "stdout", "two\n".getBytes(StandardCharsets.UTF_8))));
        reports.report(List.of(new ReportCommand(
                run.session(),
                run.lease(),
                1,
                SUCCEEDED,
                OptionalInt.of(0),
                Optional.of(json.readTree("{\"rows\": 7}")),
                Optional.empty(),
                2,
                "a".repeat(64))));
        return run;
    }

    private static ValidatableResponse list(TestAccess.Account account, String query) {
        return get(account, query);
    }

    private static ValidatableResponse get(TestAccess.Account account, String path) {
        return Stage.as(account.token())
                .accept("application/json")
                .get("/api/v1/" + account.tenant() + "/executions" + path)
                .then();
    }
}
