package dev.gatehouse.gateway.execution;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.gateway.telemetry.Scrape;
import dev.gatehouse.gateway.way.TestSpans;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.observability.Spans;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.LookupQuestion;
import dev.gatehouse.policy.Permit;
import dev.gatehouse.policy.PolicyEngine;
import dev.gatehouse.policy.Question;
import dev.gatehouse.policy.Reason;
import dev.gatehouse.policy.Rule;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.SubjectKind;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
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

    @Inject
    OpenTelemetry telemetry;

    @Inject
    Telemetry told;

    @Inject
    TestSpans spans;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    private double accepted() {
        return Scrape.of(management).sum("gatehouse_executions_accepted_total", "gatehouse_tenant=\"acme\"");
    }

    private double decided(String outcome) {
        return Scrape.of(management).sum("gatehouse_decisions_total", "gatehouse_decision_outcome=\"" + outcome + "\"");
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
    void namesTheRuleThatDenied() {
        var rule = new Rule("guardrail", new UUID(1, 2), 3);
        var decision = UUID.randomUUID();
        var subject = new Subject(
                Stage.TENANT,
                new UUID(0, 9),
                SubjectKind.USER,
                "ada",
                true,
                1,
                Set.of(),
                Instant.parse("2026-11-27T12:00:00Z"));

        told.decide(
                new Denying(decision, new Reason("not_now", "It is night.", Optional.of(rule))),
                new LookupQuestion(subject, JobName.parse("n/j").orElseThrow()));

        assertThat(spans.all())
                .filteredOn(
                        span -> decision.toString().equals(span.getAttributes().get(Spans.DECISION)))
                .singleElement()
                .satisfies(span -> {
                    assertThat(span.getAttributes().get(Spans.RULE))
                            .isEqualTo("guardrail/00000000-0000-0001-0000-000000000002@3");
                    assertThat(span.getAttributes().get(Spans.ERROR_TYPE)).isEqualTo("not_now");
                    assertThat(span.getAttributes().get(Spans.OUTCOME)).isEqualTo("deny");
                });
    }

    /** Denies whatever it is asked, for one reason. */
    private record Denying(UUID decision, Reason reason) implements PolicyEngine {
        @Override
        public <P extends Permit> Decision<P> decide(Question<P> question) {
            return new Decision.Deny<>(decision, 1, "0".repeat(64), List.of(reason));
        }
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00",
                "00-0af7651916cd43dd8448eb211c80319d-b7ad6b7169203331",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0AF7651916CD43DD8448EB211C80319D-b7ad6b7169203331-01",
                "ff-0af7651916cd43dd8448eb211c80319d-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319d-b7ad6b7169203331-zz",
                "'; DROP TABLE execution; --",
            })
    void aMalformedTraceparentIsNoOneAndStopsNothing(String malformed) {
        var scene = stage.scene();

        ExecutionId id = Stage.id(submit(scene, "traceparent", malformed));

        assertThat(trace(scene, id)).matches("[0-9a-f]{32}").isNotEqualTo(TRACE);
    }

    @Test
    void aCallersFlagHidesNoGovernedExecution() {
        var scene = stage.scene();

        ExecutionId id = Stage.id(submit(scene, "traceparent", "00-" + TRACE + "-b7ad6b7169203331-00"));

        assertThat(trace(scene, id)).isEqualTo(TRACE);
        assertThat(stage.claim(scene).trace().orElseThrow().spanContext().isSampled())
                .isTrue();
    }

    @Test
    void takesNothingFromACallerButTheTracesPlace() {
        assertThat(telemetry.getPropagators().getTextMapPropagator().fields())
                .containsExactlyInAnyOrder("traceparent", "tracestate");
    }

    private static ValidatableResponse submit(Stage.Scene scene, String header, String value) {
        return Stage.as(scene.launcher().token())
                .header(header, value)
                .contentType("application/json")
                .body(Stage.body(scene.job()))
                .post("/api/v1/acme/executions")
                .then()
                .statusCode(201);
    }

    private static String trace(Stage.Scene scene, ExecutionId id) {
        return Stage.as(scene.owner().token())
                .get("/api/v1/acme/executions/" + id)
                .then()
                .statusCode(200)
                .extract()
                .path("traceId");
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
