package dev.gatehouse.gateway.workers;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.CrampedGateway;
import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.way.Until;
import dev.gatehouse.observability.Metrics;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each act of an execution's way while its one writer is held, one request waits, and no seat is left for another. */
@QuarkusTest
@TestProfile(CrampedGateway.class)
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class OverloadedTest {
    @Inject
    TestAccess access;

    @Inject
    WorkerRows rows;

    @Inject
    AgroalDataSource database;

    @Inject
    MeterRegistry registry;

    private String token = "";
    private DoorWorker worker = new DoorWorker();

    @BeforeEach
    void declare() {
        token = access.account("acme", "Owner", "root").token();
        as().contentType("application/yaml")
                .body("""
                        apiVersion: gatehouse.dev/v1
                        kind: Namespace
                        metadata: {name: cramped}
                        ---
                        apiVersion: gatehouse.dev/v1
                        kind: WorkerGroup
                        metadata: {name: cramped}
                        ---
                        apiVersion: gatehouse.dev/v1
                        kind: Job
                        metadata: {namespace: cramped, name: j}
                        spec: {workerGroup: cramped, run: {process: {command: ["true"]}}}
                        """.getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/acme/apply")
                .then()
                .statusCode(200);
        worker = new DoorWorker().registered(rows.joinToken("acme", "cramped"));
        // What is held below has five seconds, of which a first request of its kind would take too many.
        submitted();
        rows.change("DELETE FROM queue WHERE worker_group = 'cramped'");
    }

    private io.restassured.specification.RequestSpecification as() {
        return given().header("Authorization", "Bearer " + token);
    }

    /** Without a key: what came of one is looked up before there is a batch, and waits for the table itself. */
    private Response submit() {
        return as().contentType("application/json")
                .body("{\"job\": \"cramped/j\"}")
                .post("/api/v1/acme/executions");
    }

    private String submitted() {
        return submit().then().statusCode(201).extract().path("id");
    }

    private Response claim() {
        return worker.shown().body(Map.of("max", 1, "waitMillis", 0)).post("/worker/v1/claim");
    }

    private Response start(String execution) {
        return worker.shown().body(Map.of("execution", execution, "fence", 1)).post("/worker/v1/start");
    }

    private Response report(String execution) {
        var body = new HashMap<String, Object>(
                Map.of("execution", execution, "fence", 1, "attempt", 1, "outcome", "SUCCEEDED", "exitCode", 0));
        body.putAll(Map.of("logChunks", 0, "logDigest", "0".repeat(64), "stopped", false));
        return worker.shown().body(body).post("/worker/v1/report");
    }

    private String written(String execution) {
        return rows.read(
                "SELECT state || ' ' || events || ' ' || attempt || ' ' || fence FROM execution WHERE id = ?::uuid",
                execution);
    }

    private double waiting(String act) {
        return registry.get(Metrics.BATCH_WAITING.name())
                .tag("gatehouse.batch", act)
                .gauge()
                .value();
    }

    /** Holds the act's writer by the table that every act writes to, and fills its room; refuses the third and lets go. */
    private void refused(String act, List<Supplier<Response>> requests, Runnable nothingIsWritten) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Response> underWay;
            Future<Response> seated;
            try (Connection holder = database.getConnection()) {
                holder.setAutoCommit(false);
                hold(holder);
                underWay = threads.submit(() -> requests.get(0).get());
                Until.sees(this::isAnyHeld, held -> held);
                seated = threads.submit(() -> requests.get(1).get());
                Until.sees(() -> waiting(act), count -> count == 1);

                Response third = requests.get(2).get();

                assertThat(third.statusCode()).as(third.asString()).isEqualTo(503);
                third.then()
                        .header("Retry-After", "1")
                        .contentType("application/problem+json")
                        .body("code", equalTo("overloaded"));
                assertThat(underWay.isDone() || seated.isDone()).isFalse();
                holder.rollback();
            }
            assertThat(List.of(underWay.get().statusCode(), seated.get().statusCode()))
                    .allMatch(status -> status == 200 || status == 201);
        }
        nothingIsWritten.run();
        assertThat(requests.get(2).get().statusCode()).as("asked for again").isIn(200, 201);
    }

    private static void hold(Connection holder) throws SQLException {
        try (var lock = holder.createStatement()) {
            lock.execute("LOCK TABLE execution IN EXCLUSIVE MODE");
        }
    }

    private boolean isAnyHeld() {
        return !rows.read("SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'execution'::regclass LIMIT 1")
                .isEmpty();
    }

    @Test
    void anAcceptance() throws Exception {
        String before = count();
        refused(
                "accept",
                List.of(this::submit, this::submit, this::submit),
                () -> assertThat(Integer.parseInt(count())).isEqualTo(Integer.parseInt(before) + 2));
    }

    private String count() {
        return rows.read("SELECT count(*) FROM execution WHERE job_namespace = 'cramped'");
    }

    @Test
    void aClaim() throws Exception {
        List<String> three = List.of(submitted(), submitted(), submitted());
        refused(
                "claim",
                List.of(this::claim, this::claim, this::claim),
                () -> assertThat(three.stream().map(this::written))
                        .containsExactlyInAnyOrder("LEASED 1 0 1", "LEASED 1 0 1", "QUEUED 1 0 0"));
    }

    @Test
    void aStart() throws Exception {
        List<String> three = leased();
        refused(
                "start",
                List.of(() -> start(three.get(0)), () -> start(three.get(1)), () -> start(three.get(2))),
                () -> assertThat(three.stream().map(this::written))
                        .containsExactly("RUNNING 2 1 1", "RUNNING 2 1 1", "LEASED 1 0 1"));
    }

    @Test
    void aReport() throws Exception {
        List<String> three = leased();
        three.forEach(each -> start(each).then().statusCode(200));
        refused(
                "report",
                List.of(() -> report(three.get(0)), () -> report(three.get(1)), () -> report(three.get(2))),
                () -> assertThat(three.stream().map(this::written))
                        .containsExactly("SUCCEEDED 3 1 1", "SUCCEEDED 3 1 1", "RUNNING 2 1 1"));
    }

    /** Three that the worker has claimed and not begun. */
    private List<String> leased() {
        return Stream.generate(this::submitted)
                .limit(3)
                .map(id -> {
                    claim().then().body("claims.execution", equalTo(List.of(id)));
                    return id;
                })
                .toList();
    }
}
