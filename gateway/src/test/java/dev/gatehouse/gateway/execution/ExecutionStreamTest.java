package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.execution.ExecutionState.FAILED;
import static dev.gatehouse.gateway.execution.ExecutionState.SUCCEEDED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.policy.SubjectFacts;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class ExecutionStreamTest {
    @Inject
    Stage stage;

    @Inject
    Retried retried;

    @Inject
    StartPipeline starts;

    @Inject
    LogChunks logs;

    @Inject
    Reports reports;

    @Inject
    OpenStreams open;

    @Inject
    StreamConfig limits;

    @Inject
    SubjectFacts facts;

    @Inject
    ObjectMapper json;

    @TestHTTPResource("/")
    URI gateway;

    private Events logs(TestAccess.Account account, Stage.Running run, Optional<String> lastId) {
        return new Events(address(run, "/logs"), account.token(), lastId);
    }

    private URI address(Stage.Running run, String path) {
        return gateway.resolve("/api/v1/acme/executions/" + run.id() + path);
    }

    private LogOutcome append(Stage.Running run, int attempt, long seq, byte[] bytes) {
        return logs.append(run.session(), run.lease(), attempt, List.of(new LogPiece(seq, "stdout", bytes)));
    }

    private JsonNode data(Events.Event event) {
        try {
            return json.readTree(event.data());
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException(event.data(), broken);
        }
    }

    private byte[] bytes(Events.Event event) {
        JsonNode line = data(event);
        return line.has("text")
                ? line.path("text").asText().getBytes(UTF_8)
                : Base64.getDecoder().decode(line.path("base64").asText());
    }

    @Test
    void linesComeAsTheyAreWrittenAndTheEndWhenAllIsSent() {
        var scene = stage.scene();
        var run = stage.running(scene);
        append(run, 1, 0, "one\n".getBytes(UTF_8));
        try (var stream = logs(scene.launcher(), run, Optional.empty())) {
            var first = stream.next();
            append(run, 1, 1, "two\n".getBytes(UTF_8));
            var second = stream.next();
            stage.report(run.session(), run.lease(), SUCCEEDED);

            assertThat(stream.header("Content-Type")).contains("text/event-stream");
            assertThat(first.id()).isEqualTo("1.0");
            assertThat(data(first).path("text").asText()).isEqualTo("one\n");
            assertThat(data(first).path("stream").asText()).isEqualTo("stdout");
            assertThat(second).extracting(Events.Event::name, Events.Event::id).containsExactly("log", "1.1");
            assertThat(stream.next()).isEqualTo(new Events.Event("end", "", "{\"state\":\"SUCCEEDED\"}"));
            assertThat(stream.next().name()).isEqualTo("over");
        }
    }

    /** What was known of the reader when the stream began is too old by then. */
    @Test
    void outputsComeHoweverLongTheStreamHasWaitedForThem() {
        var scene = stage.scene();
        var run = stage.running(scene);
        stage.apply(scene.owner(), """
                apiVersion: gatehouse.dev/v1
                kind: Role
                metadata: {name: watcher-%s}
                spec: {permissions: ["execution:read"]}
                """.formatted(scene.group()));
        var watcher = stage.access().account("acme", "watcher-" + scene.group(), scene.namespace());
        try (var mayRead = new Events(address(run, ""), scene.launcher().token(), Optional.empty());
                var mayNot = new Events(address(run, ""), watcher.token(), Optional.empty())) {
            assertThat(data(mayRead.next()).path("state").asText()).isEqualTo("RUNNING");
            assertThat(data(mayNot.next()).path("state").asText()).isEqualTo("RUNNING");
            LockSupport.parkNanos(Duration.ofSeconds(6).toNanos());

            reports.report(List.of(new ReportCommand(
                    run.session(),
                    run.lease(),
                    1,
                    SUCCEEDED,
                    OptionalInt.of(0),
                    Optional.of(json.createObjectNode().put("rows", 7)),
                    Optional.empty(),
                    0,
                    "")));

            assertThat(data(mayRead.next()).path("outputs").path("rows").asInt())
                    .isEqualTo(7);
            assertThat(data(mayNot.next()).has("outputs")).isFalse();
        }
    }

    @Test
    void aSecondConnectionGoesOnExactlyWhereTheFirstWasCutAcrossAttempts() {
        var scene = retried.twice();
        var run = stage.running(scene);
        append(run, 1, 0, "a".getBytes(UTF_8));
        append(run, 1, 1, "b".getBytes(UTF_8));
        var seen = new ArrayList<String>();
        String last;
        try (var stream = logs(scene.launcher(), run, Optional.empty())) {
            var first = stream.next();
            seen.add(first.id());
            last = first.id();
        }
        stage.report(run.session(), run.lease(), FAILED);
        retried.due(run);
        var session = stage.session(scene);
        var lease = stage.claimed(session);
        starts.start(session, lease);
        var again = new Stage.Running(run.id(), session, lease);
        append(again, 2, 0, "c".getBytes(UTF_8));

        try (var stream = logs(scene.launcher(), run, Optional.of(last))) {
            seen.add(stream.next().id());
            seen.add(stream.next().id());
            append(again, 2, 1, "d".getBytes(UTF_8));
            seen.add(stream.next().id());
        }

        assertThat(seen).containsExactly("1.0", "1.1", "2.0", "2.1");
    }

    @Test
    void whatAnotherGatewayWroteComesToo() {
        var scene = stage.scene();
        var run = stage.running(scene);
        try (var stream = logs(scene.launcher(), run, Optional.empty())) {
            stage.sql("""
                    WITH stored AS (
                        INSERT INTO log_chunk (tenant, execution_id, attempt, seq, stream, bytes)
                        VALUES ('acme', ?, 1, 0, 'stderr', 'x'::bytea))
                    UPDATE execution SET log_bytes = log_bytes + 1 WHERE tenant = 'acme' AND id = ?""", run.id().value(), run.id().value());

            assertThat(stream.next().id()).isEqualTo("1.0");
        }
    }

    @Test
    void bytesThatAreNoUtf8ComeInBase64AndNoneIsChanged() {
        var scene = stage.scene();
        var run = stage.running(scene);
        var all = new ByteArrayOutputStream();
        var random = new Random(7);
        for (int i = 0; i < 40; i++) {
            byte[] piece = new byte[64 * 1024];
            random.nextBytes(piece);
            all.writeBytes(piece);
            append(run, 1, i, piece);
        }
        stage.report(run.session(), run.lease(), SUCCEEDED);
        var read = new ByteArrayOutputStream();
        try (var stream = logs(scene.launcher(), run, Optional.empty())) {
            for (var event = stream.next(); event.name().equals("log"); event = stream.next()) {
                assertThat(data(event).has("base64")).isTrue();
                read.writeBytes(bytes(event));
            }
        }

        assertThat(read.toByteArray()).isEqualTo(all.toByteArray());
    }

    @Test
    void statesComeUntilTheLastAndAKnownOneIsNotRepeated() {
        var scene = stage.scene();
        var run = stage.running(scene);
        String last;
        try (var stream = new Events(address(run, ""), scene.launcher().token(), Optional.empty())) {
            var now = stream.next();
            last = now.id();

            assertThat(now.name()).isEqualTo("state");
            assertThat(data(now).path("state").asText()).isEqualTo("RUNNING");
        }
        try (var stream = new Events(address(run, ""), scene.launcher().token(), Optional.of(last))) {
            stage.report(run.session(), run.lease(), SUCCEEDED);

            assertThat(data(stream.next()).path("state").asText()).isEqualTo("SUCCEEDED");
            assertThat(stream.next().name()).isEqualTo("end");
        }
    }

    @Test
    void aStreamEndsWithItsSubjectsAccess() {
        var scene = stage.scene();
        var run = stage.running(scene);
        try (var ended = logs(scene.launcher(), run, Optional.empty());
                var other = logs(scene.owner(), run, Optional.empty())) {
            stage.access().end(scene.launcher());

            assertThat(ended.next().name()).isEqualTo("over");
            append(run, 1, 0, "still".getBytes(UTF_8));
            assertThat(other.next().id()).isEqualTo("1.0");
        }
    }

    @Test
    void whoMayNotReadGetsTheSameAnswersAsWithoutStream() {
        var scene = stage.scene();
        var run = stage.running(scene);
        stage.apply(scene.owner(), """
                apiVersion: gatehouse.dev/v1
                kind: Role
                metadata: {name: looker-%s}
                spec: {permissions: ["execution:read"]}
                """.formatted(scene.group()));
        var looker = stage.access().account("acme", "looker-" + scene.group(), scene.namespace());
        var foreigner = stage.access().account("globex", "Owner", "root");

        try (var denied = logs(looker, run, Optional.empty());
                var allowed = new Events(address(run, ""), looker.token(), Optional.empty());
                var foreign = logs(foreigner, run, Optional.empty());
                var stranger = new Events(
                        address(run, ""), stage.access().stranger("acme").token(), Optional.empty())) {
            assertThat(denied.status()).isEqualTo(403);
            assertThat(allowed.next().name()).isEqualTo("state");
            assertThat(foreign.status()).isEqualTo(404);
            assertThat(stranger.status()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1", "1.-1", "1.RUNNING.", "9999999999.1", "1.NOWHERE", "1.0,1.1"})
    void aMalformedLastEventIdIsA400(String id) {
        var scene = stage.scene();
        var run = stage.running(scene);

        for (String path : List.of("/logs", "")) {
            Stage.as(scene.launcher().token())
                    .header("Accept", "text/event-stream")
                    .header("Last-Event-ID", id)
                    .get(address(run, path))
                    .then()
                    .statusCode(400)
                    .contentType(startsWith("application/problem+json"))
                    .body("code", equalTo("malformed_last_event_id"));
        }
    }

    @Test
    void withoutTheMediaTypeTheAnswersStayJson() {
        var scene = stage.scene();
        var run = stage.running(scene);

        for (String accept : List.of("*/*", "application/json")) {
            Stage.as(scene.launcher().token())
                    .header("Accept", accept)
                    .get(address(run, ""))
                    .then()
                    .statusCode(200)
                    .contentType(startsWith("application/json"))
                    .body("state", equalTo("RUNNING"));
        }
    }

    @Test
    void tooManyStreamsOfOneSubjectAreA429ThatSaysWhenAndAClosedOneMakesRoom() {
        var scene = stage.scene();
        var run = stage.running(scene);
        var places = new ArrayList<OpenStreams.Place>();
        var subject = facts.live("acme", scene.launcher().subject()).orElseThrow();
        for (int i = 0; i < limits.perSubject(); i++) {
            places.add(open.open(subject));
        }
        try (var refused = logs(scene.launcher(), run, Optional.empty());
                var other = logs(scene.owner(), run, Optional.empty())) {
            places.removeLast().close();
            try (var admitted = logs(scene.launcher(), run, Optional.empty())) {
                assertThat(refused.status()).isEqualTo(429);
                assertThat(refused.header("Retry-After")).contains("5");
                assertThat(other.status()).isEqualTo(200);
                assertThat(admitted.status()).isEqualTo(200);
            }
        } finally {
            places.forEach(OpenStreams.Place::close);
        }
    }

    @Test
    void aNewNumberBelowAStoredOneIsRefusedAndARepeatIsNot() {
        var scene = stage.scene();
        var run = stage.running(scene);
        append(run, 1, 5, "five".getBytes(UTF_8));

        assertThat(append(run, 1, 4, "four".getBytes(UTF_8))).isEqualTo(new LogOutcome.OutOfOrder());
        assertThat(append(run, 1, 5, "five".getBytes(UTF_8))).isEqualTo(new LogOutcome.Stored());
        assertThat(append(run, 1, 6, "six".getBytes(UTF_8))).isEqualTo(new LogOutcome.Stored());
    }
}
