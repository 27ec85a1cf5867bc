package dev.gatehouse.gateway.execution;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.observability.ExecutionId;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.jboss.logmanager.formatters.JsonFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class TelemetryTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319d";

    @Inject
    Stage stage;

    @Inject
    ObjectMapper json;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    private double metric(String name, String label) {
        String all = given().get(management.resolve("/q/metrics"))
                .then()
                .statusCode(200)
                .extract()
                .asString();
        var line = Pattern.compile("(?m)^" + name + "\\{[^}]*" + Pattern.quote(label) + "[^}]*} ([0-9.E]+)")
                .matcher(all);
        return line.find() ? Double.parseDouble(line.group(1)) : 0;
    }

    private double accepted() {
        return metric("gatehouse_executions_accepted_total", "tenant=\"acme\"");
    }

    private double decided(String outcome) {
        return metric("gatehouse_decisions_total", "outcome=\"" + outcome + "\"");
    }

    @Test
    void countsAcceptedExecutionsByTenantAndDecisionsByOutcome() {
        var scene = stage.scene();
        double acceptedBefore = accepted();
        double allowedBefore = decided("allow");
        double deniedBefore = decided("deny");

        stage.queued(scene);
        stage.submit(stage.access().stranger(Stage.TENANT), Stage.body(scene.job()))
                .statusCode(403);

        assertThat(accepted()).isGreaterThanOrEqualTo(acceptedBefore + 1);
        assertThat(decided("allow")).isGreaterThanOrEqualTo(allowedBefore + 2);
        assertThat(decided("deny")).isGreaterThanOrEqualTo(deniedBefore + 1);
    }

    @Test
    void measuresNoPathThatAStrangerInvented() {
        given().options("/worker/v1/invented").then().statusCode(200);
        given().get("/worker/v1/claim").then().statusCode(405);

        assertThat(metric("http_server_requests_seconds_count", "uri=\"/worker/v1/invented\""))
                .isZero();
        assertThat(metric("http_server_requests_seconds_count", "uri=\"/worker/v1/claim\""))
                .isPositive();
    }

    @Test
    void measuresARouteUnderItsTemplate() {
        given().get("/audit/acme/tile/0/000");

        assertThat(metric(
                        "http_server_requests_seconds_count",
                        "uri=\"/audit/{tenant}/tile/{level: [0-9]+}/{index: .+}\""))
                .isPositive();
    }

    @Test
    void saysThatItIsHealthyOnTheManagementPort() {
        given().get(management.resolve("/q/health")).then().statusCode(200).body("status", equalTo("UP"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health", "/q/health/ready", "/q/metrics", "/q/info", "/q/openapi"})
    void showsNothingOfItselfWhereCallersAre(String path) {
        given().get(path).then().statusCode(404);
    }

    @Test
    void anAcceptanceIsALineOfJsonWithTraceTenantAndExecution() throws JsonProcessingException {
        var scene = stage.scene();
        var lines = new Lines();
        Logger root = Logger.getLogger("");
        root.addHandler(lines);
        ExecutionId id;
        try {
            id = Stage.id(Stage.as(scene.launcher().token())
                    .header("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01")
                    .contentType("application/json")
                    .body(Stage.body(scene.job()))
                    .post("/api/v1/acme/executions")
                    .then()
                    .statusCode(201));
        } finally {
            root.removeHandler(lines);
        }

        String line = lines.seen.stream()
                .filter(each -> each.contains(id.toString()))
                .findFirst()
                .orElseThrow();
        JsonNode read = json.readTree(line);
        assertThat(read.at("/message").textValue()).isEqualTo("An execution was accepted");
        assertThat(read.at("/mdc/traceId").textValue()).isEqualTo(TRACE);
        assertThat(read.at("/mdc/tenant").textValue()).isEqualTo("acme");
        assertThat(read.at("/mdc/execution").textValue()).isEqualTo(id.toString());
    }

    private static final class Lines extends Handler {
        private final Queue<String> seen = new ConcurrentLinkedQueue<>();
        private final JsonFormatter formatter = new JsonFormatter();

        @Override
        public void publish(LogRecord line) {
            seen.add(formatter.format(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
