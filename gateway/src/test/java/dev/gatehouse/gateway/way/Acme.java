package dev.gatehouse.gateway.way;

import static io.restassured.RestAssured.given;

import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.worker.agent.RunningWorker;
import io.opentelemetry.api.OpenTelemetry;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The tenant {@code acme} over HTTP, with a real worker in its group {@code way}. */
@Singleton
public class Acme {
    private static final Set<String> TERMINAL =
            Set.of("SUCCEEDED", "FAILED", "TIMED_OUT", "CANCELLED", "REJECTED", "REVOKED", "LOST");

    private final TestAccess access;
    private final OpenTelemetry telemetry;
    private Optional<RunningWorker> worker = Optional.empty();
    private String token = "";

    Acme(TestAccess access, OpenTelemetry telemetry) {
        this.access = access;
        this.telemetry = telemetry;
    }

    public synchronized void open() throws IOException {
        if (worker.isPresent()) {
            return;
        }
        token = access.lastingAccount("acme", "Owner", "root").token();
        apply("""
                apiVersion: gatehouse.dev/v1
                kind: Namespace
                metadata: {name: way}
                spec: {description: The whole way}
                ---
                apiVersion: gatehouse.dev/v1
                kind: WorkerGroup
                metadata: {name: way}
                spec: {description: One real worker}
                """);
        Path home = Files.createTempDirectory("gatehouse-worker-");
        Path joinToken = Files.createTempFile("gatehouse-join-", "");
        Files.writeString(
                joinToken,
                caller().post("/api/v1/acme/workergroups/way/join-tokens")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("token"));
        worker = Optional.of(RunningWorker.start(
                List.of(
                        "--url",
                        "http://127.0.0.1:" + RestAssured.port,
                        "--home",
                        home.toString(),
                        "--join-token-file",
                        joinToken.toString(),
                        "--name",
                        "way",
                        "--slots",
                        "2"),
                telemetry));
    }

    @PreDestroy
    void close() throws IOException {
        if (worker.isPresent()) {
            worker.get().close();
        }
    }

    RequestSpecification caller() {
        return given().header("Authorization", "Bearer " + token);
    }

    public void apply(String yaml) {
        caller().config(RestAssuredConfig.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .encodeContentTypeAs("application/yaml", ContentType.TEXT)))
                .contentType("application/yaml")
                .body(yaml)
                .post("/api/v1/acme/apply")
                .then()
                .statusCode(200);
    }

    void putSecret(String namespace, String name, String value) {
        caller().contentType("application/octet-stream")
                .body(value.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .put("/api/v1/acme/secrets/" + namespace + "/" + name + "/value")
                .then()
                .statusCode(204);
    }

    public String submit(String job, Map<String, Object> inputs) {
        return submit(caller(), job, inputs);
    }

    String submit(RequestSpecification request, String job, Map<String, Object> inputs) {
        return request.contentType(ContentType.JSON)
                .body(Map.of("job", job, "inputs", inputs))
                .post("/api/v1/acme/executions")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    JsonPath execution(String id) {
        return caller().get("/api/v1/acme/executions/" + id).jsonPath();
    }

    JsonPath ended(String id) {
        return Until.sees(() -> execution(id), seen -> TERMINAL.contains(seen.getString("state")));
    }

    JsonPath inState(String id, String state) {
        return Until.sees(() -> execution(id), seen -> state.equals(seen.getString("state")));
    }

    Response cancel(String id) {
        return caller().contentType(ContentType.JSON)
                .body(Map.of("reason", "enough"))
                .post("/api/v1/acme/executions/" + id + "/cancel");
    }

    String log(String id) {
        return caller().accept("text/plain")
                .get("/api/v1/acme/executions/" + id + "/logs")
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    JsonPath events(String id) {
        return caller().get("/api/v1/acme/executions/" + id + "/events").jsonPath();
    }
}
