package dev.gatehouse.gateway.execution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.oidc.OidcCalls;
import dev.gatehouse.gateway.operation.AtSignal;
import dev.gatehouse.gateway.policy.SubjectFacts;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.retention.AgedRows;
import dev.gatehouse.gateway.telemetry.Meters;
import dev.gatehouse.gateway.way.SwitchablePolicy;
import dev.gatehouse.gateway.way.Until;
import dev.gatehouse.observability.Metrics;
import dev.gatehouse.policy.ExecutionReadPermit;
import dev.gatehouse.policy.Permission;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What ends a stream besides its execution. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class StreamEndTest {
    /** The two seconds that are promised, and one for a busy machine. */
    private static final Duration ACCESS_ENDS_WITHIN = Duration.ofSeconds(3);

    @Inject
    Stage stage;

    @Inject
    LogChunks chunks;

    @Inject
    OpenStreams open;

    @Inject
    LiveAccess access;

    @Inject
    ExecutionAccess permits;

    @Inject
    ExecutionReads executions;

    @Inject
    LogReads logs;

    @Inject
    SubjectFacts facts;

    @Inject
    ObjectMapper json;

    @Inject
    StreamConfig config;

    @Inject
    Meters meters;

    @Inject
    MeterRegistry registry;

    @Inject
    Transactions transactions;

    @Inject
    SwitchablePolicy policy;

    @Inject
    AgedRows owners;

    @Inject
    Vertx vertx;

    @TestHTTPResource("/")
    URI gateway;

    private URI address(Stage.Running run) {
        return gateway.resolve("/api/v1/acme/executions/" + run.id() + "/logs");
    }

    private Events stream(TestAccess.Account account, Stage.Running run) {
        var stream = new Events(address(run), account.token(), Optional.empty());
        assertThat(stream.status()).isEqualTo(200);
        return stream;
    }

    private void append(Stage.Running run, long seq, byte[] bytes) {
        assertThat(chunks.append(run.session(), run.lease(), 1, List.of(new LogPiece(seq, "stdout", bytes))))
                .isEqualTo(new LogOutcome.Stored());
    }

    private double ended(StreamEnd end) {
        return meters.counter(Metrics.STREAMS_ENDED, end.word()).count();
    }

    /** What an orderly end waits for. */
    private double openRequests() {
        return registry.get(Metrics.ACTIVE_REQUESTS.name()).gauge().value();
    }

    private static void assertOverSoon(Events stream) {
        long begun = System.nanoTime();
        assertThat(stream.next().name()).isEqualTo("over");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(ACCESS_ENDS_WITHIN);
    }

    @Test
    void theSubjectsEndIsNoticedWithoutANoticeAndOthersReadOn() {
        var scene = stage.scene();
        var run = stage.running(scene);
        double before = ended(StreamEnd.ACCESS_ENDED);
        try (var theirs = stream(scene.launcher(), run);
                var others = stream(scene.owner(), run)) {
            stage.sql(
                    "UPDATE subject SET active = false, epoch = epoch + 1, version = version + 1 WHERE id = ?",
                    scene.launcher().subject());

            assertOverSoon(theirs);
            append(run, 0, "still".getBytes(UTF_8));
            assertThat(others.next().id()).isEqualTo("1.0");
        }
        assertThat(ended(StreamEnd.ACCESS_ENDED)).isEqualTo(before + 1);
    }

    @Test
    void aBindingsEndEndsTheStreamsThatItAllowed() {
        var scene = stage.scene();
        var run = stage.running(scene);
        try (var theirs = stream(scene.launcher(), run);
                var others = stream(scene.owner(), run)) {
            stage.sql("""
                    WITH gone AS (DELETE FROM resource WHERE tenant = 'acme' AND kind = 'rolebinding' AND name = ?)
                    UPDATE tenant SET revision = revision + 1 WHERE name = 'acme'""", "of-" + scene.launcher().subject());

            assertOverSoon(theirs);
            append(run, 0, "still".getBytes(UTF_8));
            assertThat(others.next().id()).isEqualTo("1.0");
        }
    }

    @Test
    void theStreamsOfWhoActsAsSomebodyEndOnceItMayNotAnyMore() {
        var scene = stage.scene();
        var run = stage.running(scene);
        var support = stage.access().account("acme", "Owner", "root");
        var launcher = scene.launcher();
        var acting = new TestAccess.Account(
                "acme", launcher.subject(), launcher.name(), OidcCalls.actingAs(support, launcher.subject()));
        try (var theirs = stream(acting, run);
                var others = stream(launcher, run)) {
            stage.sql("""
                    WITH gone AS (DELETE FROM resource WHERE tenant = 'acme' AND kind = 'rolebinding' AND name = ?)
                    UPDATE tenant SET revision = revision + 1 WHERE name = 'acme'""", "of-" + support.subject());

            assertOverSoon(theirs);
            append(run, 0, "still".getBytes(UTF_8));
            assertThat(others.next().id()).isEqualTo("1.0");
        }
    }

    @Test
    void aReaderThatDoesNotReadIsCutOffAndHoldsUpNobody() throws IOException {
        var scene = stage.scene();
        var run = stage.running(scene);
        for (int i = 0; i < 160; i++) {
            append(run, i, new byte[64 * 1024]);
        }
        double before = ended(StreamEnd.READER_SLOW);
        double requests = openRequests();
        int others = open.count();
        try (var slow = new SlowReader(address(run), scene.launcher().token())) {
            Until.sees(open::count, count -> count == others + 1);
            stage.report(run.session(), run.lease(), ExecutionState.SUCCEEDED);
            try (var stream = stream(scene.owner(), run)) {
                for (int i = 0; i < 160; i++) {
                    assertThat(stream.next().id()).isEqualTo("1." + i);
                }
                assertThat(stream.next().name()).isEqualTo("end");
            }

            Until.sees(() -> ended(StreamEnd.READER_SLOW), count -> count == before + 1);
            Until.sees(open::count, count -> count == others);
            Until.sees(this::openRequests, count -> count == requests);
            assertThat(slow.rest()).isLessThan(10 * 1024 * 1024);
        }
    }

    @Test
    void aCallerWhoLeavesMakesRoom() {
        var scene = stage.scene();
        var run = stage.running(scene);
        int others = open.count();
        try (var _ = stream(scene.launcher(), run)) {
            assertThat(open.count()).isEqualTo(others + 1);
        }

        assertThat(Until.sees(open::count, count -> count == others)).isEqualTo(others);
    }

    @Test
    void aSilentStreamShowsThatItLives() {
        var scene = stage.scene();
        var run = stage.running(scene);
        try (var stream = stream(scene.launcher(), run)) {
            Until.sees(stream::comments, count -> count >= 2);

            append(run, 0, "at last".getBytes(UTF_8));
            assertThat(stream.next().id()).isEqualTo("1.0");
        }
    }

    @Test
    void aRevokedTokensStreamEnds() {
        var scene = stage.scene();
        var run = stage.running(scene);
        double before = ended(StreamEnd.ACCESS_ENDED);
        try (var theirs = stream(scene.launcher(), run);
                var others = stream(scene.owner(), run)) {
            // What a revocation is: the token's own end, and its subject's next epoch.
            stage.sql("""
                    WITH revoked AS (
                        UPDATE api_token SET revoked_at = now() WHERE subject_id = ? RETURNING tenant, subject_id)
                    UPDATE subject s SET epoch = epoch + 1, version = version + 1
                    FROM revoked r WHERE s.tenant = r.tenant AND s.id = r.subject_id""", scene.launcher().subject());

            assertOverSoon(theirs);
            append(run, 0, "still".getBytes(UTF_8));
            assertThat(others.next().id()).isEqualTo("1.0");
        }
        assertThat(ended(StreamEnd.ACCESS_ENDED)).isEqualTo(before + 1);
        try (var again = new Events(address(run), scene.launcher().token(), Optional.empty())) {
            assertThat(again.status()).isEqualTo(401);
        }
    }

    @Test
    void aStreamWhoseAccessNobodyCanJudgeEnds() {
        var scene = stage.scene();
        var run = stage.running(scene);
        double before = ended(StreamEnd.DATABASE_UNAVAILABLE);
        try (var stream = stream(scene.launcher(), run)) {
            policy.leaveAll(true);
            try {
                assertOverSoon(stream);
            } finally {
                policy.leaveAll(false);
            }
        }
        assertThat(ended(StreamEnd.DATABASE_UNAVAILABLE)).isEqualTo(before + 1);
    }

    @Test
    void anExecutionThatIsSweptWhileItIsReadEndsTheStream() {
        var scene = stage.scene();
        var run = stage.running(scene);
        double before = ended(StreamEnd.DELETED);
        try (var logs = stream(scene.launcher(), run)) {
            owners.sql("DELETE FROM execution WHERE id = ?", run.id().value());

            assertThat(logs.next().name()).isEqualTo("over");
        }
        assertThat(ended(StreamEnd.DELETED)).isEqualTo(before + 1);
    }

    private static void serve(ExecutionStreams streams, ExecutionReadPermit permit, HttpServerRequest request) {
        streams.logs(permit, LogPosition.START, request);
        var _ = request.response().end();
    }

    /** Streams of the execution's log at an address of their own, until the server is closed. */
    private HttpServer served(ExecutionStreams streams, ExecutionReadPermit permit, Consumer<HttpServerRequest> asked) {
        return vertx.createHttpServer()
                .requestHandler(request -> {
                    asked.accept(request);
                    Thread.ofVirtual().start(() -> serve(streams, permit, request));
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private static URI address(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.actualPort() + "/");
    }

    private ExecutionReadPermit mayRead(Stage.Scene scene, Stage.Running run) {
        return permits.read(
                facts.live("acme", scene.launcher().subject()).orElseThrow(),
                Permission.LOG_READ,
                run.id().toString());
    }

    @Test
    void aStreamThatIsOldEndsSoThatItsTokenIsShownAgain() {
        var scene = stage.scene();
        var run = stage.running(scene);
        append(run, 0, "first".getBytes(UTF_8));
        StreamConfig oneSecond = new SmallRyeConfigBuilder()
                .withMapping(StreamConfig.class)
                .withSources(new PropertiesConfigSource(Map.of("gatehouse.stream.longest", "PT1S"), "test", 100))
                .build()
                .getConfigMapping(StreamConfig.class);
        var signal = new AtSignal();
        var news = new ExecutionNews(transactions, config, signal);
        var streams = new ExecutionStreams(news, open, access, executions, logs, json, oneSecond, meters);
        double before = ended(StreamEnd.TOO_OLD);
        var server = served(streams, mayRead(scene, run), _ -> {});
        try (var stream = new Events(address(server), "none", Optional.empty())) {
            assertThat(stream.next().id()).isEqualTo("1.0");
            assertOverSoon(stream);
        } finally {
            server.close().toCompletionStage().toCompletableFuture().join();
        }
        assertThat(ended(StreamEnd.TOO_OLD)).isEqualTo(before + 1);
    }

    @Test
    void aStoppingGatewayEndsItsStreamsAndOpensNone() {
        var scene = stage.scene();
        var run = stage.running(scene);
        append(run, 0, "first".getBytes(UTF_8));
        var permit = mayRead(scene, run);
        var signal = new AtSignal();
        var news = new ExecutionNews(transactions, config, signal);
        var streams = new ExecutionStreams(news, open, access, executions, logs, json, config, meters);
        double before = ended(StreamEnd.GATEWAY_STOPPING);
        var request = new CompletableFuture<HttpServerRequest>();
        var server = served(streams, permit, request::complete);
        news.start(new StartupEvent());
        try (var stream = new Events(address(server), "none", Optional.empty())) {
            assertThat(stream.next().id()).isEqualTo("1.0");

            signal.end();

            assertThat(stream.next().name()).isEqualTo("over");
            assertThat(ended(StreamEnd.GATEWAY_STOPPING)).isEqualTo(before + 1);
            assertThatThrownBy(() -> streams.logs(permit, LogPosition.START, request.join()))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            refused -> assertThat(refused.problem().code()).isEqualTo("gateway_stopping"));
        } finally {
            server.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
