package dev.gatehouse.gateway.execution;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.telemetry.Scrape;
import dev.gatehouse.gateway.way.Until;
import dev.gatehouse.observability.Metric;
import dev.gatehouse.observability.Metrics;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Method;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the gateway shows of itself while it works, and that strangers cannot make it more. */
@QuarkusTest
class MetricsTest {
    private static final String REQUESTS = "http_server_request_duration_seconds_count";
    private static final String SECONDS = "http_server_request_duration_seconds_sum";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern EXEMPLAR =
            Pattern.compile(" # \\{span_id=\"[0-9a-f]{16}\",trace_id=\"[0-9a-f]{32}\"}");
    /** Those that libraries make under their own names. */
    private static final Pattern LIBRARIES = Pattern.compile("(jvm|process|system|netty|worker_pool|jdk|executor)_.*");

    @Inject
    Stage stage;

    @Inject
    Limited limited;

    @TestHTTPResource("/")
    URI gateway;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    private static <T> T until(Supplier<T> state, Predicate<T> reached) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        T seen = state.get();
        while (!reached.test(seen) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(100_000_000);
            seen = state.get();
        }
        return seen;
    }

    private static boolean isShown(Scrape scrape, Metric metric) {
        return scrape.lines(metric.prometheus()).findAny().isPresent()
                || scrape.lines(metric.prometheus() + "_count").findAny().isPresent();
    }

    @Test
    void showsEveryMetricThatIsDeclared() {
        var scene = stage.scene();
        stage.running(scene);
        URI queued = gateway.resolve("/api/v1/acme/executions/" + stage.queued(scene) + "/logs");
        given().get("/api/v1/acme/executions").then().statusCode(401);
        var full = limited.scene("rate: [{per: namespace, requests: 1, window: PT1H}]");
        stage.queued(full);
        stage.submit(full.launcher(), Stage.body(full.job())).statusCode(429);
        stage.sql("""
                INSERT INTO secret_lease (tenant, execution_id, fence, store, server, accessor, state, reason, expires_at)
                VALUES ('acme', gen_random_uuid(), 1, 'stuck', 'here', 'accessor', 'revoking', 'timeout', now())""");
        try (var followed = new Events(queued, scene.owner().token(), Optional.empty())) {
            assertThat(followed.status()).isEqualTo(200);
        }

        Scrape scrape = until(
                () -> Scrape.of(management),
                each -> Metrics.ofGateway().stream().allMatch(metric -> isShown(each, metric)));

        stage.sqlOfOwner("DELETE FROM secret_lease WHERE store = 'stuck'");
        assertThat(Metrics.ofGateway().stream().filter(metric -> !isShown(scrape, metric)))
                .isEmpty();
    }

    @Test
    void showsNothingThatIsNotDeclared() {
        stage.queued(stage.scene());

        Set<String> declared = Metrics.ofGateway().stream()
                .flatMap(metric -> Stream.of(
                        metric.prometheus(),
                        metric.prometheus().replaceFirst("_total$", ""),
                        metric.prometheus() + "_max"))
                .collect(Collectors.toSet());

        assertThat(Scrape.of(management).names().stream()
                        .filter(name -> !LIBRARIES.matcher(name).matches()))
                .isSubsetOf(declared);
    }

    @Test
    void measuresARequestByDoorRouteStatusAndError() {
        var before = Scrape.of(management);
        String[] labels = {
            "gatehouse_door=\"dispatch\"",
            "http_route=\"/api/v1/{tenant}/executions\"",
            "http_request_method=\"GET\"",
            "http_response_status_class=\"4xx\"",
            "error_type=\"unauthenticated\""
        };

        given().get("/api/v1/acme/executions").then().statusCode(401);

        assertThat(until(
                        () -> Scrape.of(management).sum(REQUESTS, labels), seen -> seen > before.sum(REQUESTS, labels)))
                .isGreaterThanOrEqualTo(before.sum(REQUESTS, labels) + 1);
    }

    @ParameterizedTest
    @CsvSource({
        "dispatch, GET, /api/v1/acme/executions, /api/v1/{tenant}/executions, 2xx, none",
        "dispatch, GET, /api/v1/globex/executions, /api/v1/{tenant}/executions, 4xx, not_found",
        "admin, GET, /api/v1/acme/jobs, /api/v1/{tenant}/{kinds}, 2xx, none",
        "admin, GET, /api/v1/acme/things, /api/v1/{tenant}/{kinds}, 4xx, unknown_kind",
        "worker, POST, /worker/v1/claim, /worker/v1/claim, 4xx, protocol_unsupported",
        "audit, GET, /audit/acme/checkpoint, /audit/{tenant}/checkpoint, 2xx, none",
        "audit, GET, /audit/nowhere/checkpoint, /audit/{tenant}/checkpoint, 4xx, not_found"
    })
    void countsAndTimesTheRequestsOfEachDoor(
            String door, String method, String path, String route, String status, String error) {
        String token = stage.access().account("acme", "Owner", "root").token();
        stage.queued(stage.scene());
        Until.sees(() -> given().get("/audit/acme/checkpoint").statusCode(), code -> code == 200);
        String[] labels = {
            "gatehouse_door=\"" + door + "\"",
            "http_route=\"" + route + "\"",
            "http_request_method=\"" + method + "\"",
            "http_response_status_class=\"" + status + "\"",
            "error_type=\"" + error + "\""
        };
        var before = settledScrape();

        for (int i = 0; i < 3; i++) {
            Stage.as(token).contentType("application/json").request(Method.valueOf(method), path);
        }

        var after = settledScrape();
        assertThat(after.sum(REQUESTS, labels) - before.sum(REQUESTS, labels)).isGreaterThanOrEqualTo(3);
        assertThat(after.sum(SECONDS, labels)).isGreaterThan(before.sum(SECONDS, labels));
        assertThat(after.lines(REQUESTS.replace("_count", "_bucket"), labels)).isNotEmpty();
    }

    @Test
    void showsTheQueueOfAGroup() {
        var scene = stage.scene();
        stage.queued(scene);
        stage.queued(scene);
        String group = "gatehouse_worker_group=\"acme/" + scene.group() + "\"";

        // Other tests' groups may have taken the room for names: then these two are among the others.
        double depth = until(
                () -> Scrape.of(management)
                                .lines("gatehouse_queue_depth", group)
                                .findAny()
                                .isPresent()
                        ? Scrape.of(management).sum("gatehouse_queue_depth", group)
                        : Scrape.of(management).sum("gatehouse_queue_depth", "\"other\""),
                seen -> seen >= 2);

        assertThat(depth).isGreaterThanOrEqualTo(2);
    }

    @Test
    void aSlowRequestAndALateStartNameTheirTraces() {
        var scene = stage.scene();

        for (String name :
                List.of("http_server_request_duration_seconds_bucket", "cicd_pipeline_run_duration_seconds_bucket")) {
            assertThat(until(
                            () -> {
                                stage.running(scene);
                                return Scrape.openMetrics(management)
                                        .lines(name)
                                        .toList();
                            },
                            lines -> lines.stream().anyMatch(EXEMPLAR.asPredicate())))
                    .as(name)
                    .anyMatch(EXEMPLAR.asPredicate());
        }
    }

    @Test
    void hundredsOfStrangersRequestsAddNoSeries() {
        stranger("warm");
        Set<String> before = settled();

        for (int i = 0; i < 40; i++) {
            stranger("x" + i);
        }

        Set<String> added = new HashSet<>(settled());
        added.removeAll(before);
        added.removeIf(line -> LIBRARIES.matcher(line).matches());
        // Groups are declared by those who may, and shown when the database is read again.
        added.removeIf(line -> line.contains("gatehouse_worker_group="));
        assertThat(added).isEmpty();
    }

    /** A request of each kind whose words are all of the stranger's own. */
    private static void stranger(String word) {
        var request = "/api/v1/" + word;
        given().get(request + "/executions");
        given().get("/" + word + "/" + word);
        given().get("/worker/v1/" + word);
        given().get("/audit/" + word + "/tile/0/" + word);
        given().options("/worker/v1/" + word);
        given().request(word.toUpperCase(Locale.ROOT), request);
        given().header("User-Agent", word)
                .header("Authorization", "Bearer gha_" + word)
                .header("traceparent", word)
                .header("baggage", "user=" + word)
                .contentType("application/json")
                .body("{\"job\": \"" + word + "/" + word + "\"}")
                .request(Method.POST, request + "/executions?" + word + "=" + word);
        given().header("Authorization", word)
                .contentType("text/" + word)
                .body(word.getBytes(StandardCharsets.UTF_8))
                .post("/worker/v1/claim");
    }

    /** What there is once the last request's answer was counted. */
    private Set<String> settled() {
        return settledScrape().series();
    }

    private Scrape settledScrape() {
        LockSupport.parkNanos(200_000_000);
        return Scrape.of(management);
    }
}
