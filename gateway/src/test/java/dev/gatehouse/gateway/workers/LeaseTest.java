package dev.gatehouse.gateway.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.way.Acme;
import dev.gatehouse.worker.LogChunk;
import dev.gatehouse.worker.Protocol;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class LeaseTest {
    @Inject
    Acme acme;

    @Inject
    WorkerRows rows;

    private DoorWorker worker = new DoorWorker();
    private String execution = "";

    @BeforeEach
    void submit() throws IOException {
        acme.open();
        acme.apply("""
                apiVersion: gatehouse.dev/v1
                kind: WorkerGroup
                metadata: {name: leases}
                spec: {description: Workers that a test plays}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: way, name: leased}
                spec:
                  workerGroup: leases
                  run: {process: {command: ["true"]}}
                """);
        worker = new DoorWorker().registered(rows.joinToken("acme", "leases"));
        claim(worker);
        execution = acme.submit("way/leased", Map.of());
    }

    private static Response claim(DoorWorker by) {
        return by.shown().body(Map.of("max", 10, "waitMillis", 0)).post("/worker/v1/claim");
    }

    private void start() {
        claim(worker).then().body("claims.execution", hasItem(execution));
        worker.shown()
                .body(Map.of("execution", execution, "fence", 1))
                .post("/worker/v1/start")
                .then()
                .statusCode(200)
                .body("outcome", equalTo("started"));
    }

    private Response report(DoorWorker by, long fence, int exitCode) {
        var body = new HashMap<String, Object>(Map.of(
                "execution", execution, "fence", fence, "attempt", 1, "outcome", "SUCCEEDED", "exitCode", exitCode));
        body.putAll(Map.of("logChunks", 0, "logDigest", "0".repeat(64), "stopped", false));
        return by.shown().body(body).post("/worker/v1/report");
    }

    private Response log(DoorWorker by, long fence) {
        var chunk = Map.of("seq", 0, "stream", "stdout", "bytes", "b25l");
        return by.shown()
                .body(Map.of("execution", execution, "fence", fence, "attempt", 1, "chunks", List.of(chunk)))
                .post("/worker/v1/logs");
    }

    @Test
    void givesWorkOnlyToItsOwnGroupAndTenant() {
        claim(new DoorWorker().registered(rows.joinToken("acme", "others")))
                .then()
                .body("claims.size()", equalTo(0));
        claim(new DoorWorker().registered(rows.joinToken("globex", "leases")))
                .then()
                .body("claims.size()", equalTo(0));

        claim(worker).then().body("claims.execution", hasItem(execution));
    }

    @Test
    void knowsNoExecutionOfAnotherGroupOrTenant() {
        start();

        for (JoinTokenRow token : List.of(rows.joinToken("acme", "others"), rows.joinToken("globex", "leases"))) {
            var other = new DoorWorker().registered(token);
            report(other, 1, 0).then().statusCode(404).body("code", equalTo("unknown_execution"));
            log(other, 1).then().statusCode(404).body("code", equalTo("unknown_execution"));
        }
    }

    @Test
    void answersTheSameReportTheSameAndAnotherNot() {
        start();

        report(worker, 1, 0).then().statusCode(200).body("state", equalTo("SUCCEEDED"));
        report(worker, 1, 0).then().statusCode(200).body("state", equalTo("SUCCEEDED"));
        report(worker, 1, 1).then().statusCode(409).body("code", equalTo("report_conflict"));
    }

    private static Map<String, Object> lease(String execution, long fence) {
        return Map.of("execution", execution, "fence", fence);
    }

    private static Map<String, Object> success(String execution, long fence) {
        var body = new HashMap<>(lease(execution, fence));
        body.putAll(Map.of("attempt", 1, "outcome", "SUCCEEDED", "exitCode", 0));
        body.putAll(Map.of("logChunks", 0, "logDigest", "0".repeat(64), "stopped", false));
        return body;
    }

    @Test
    void startsAndReportsSeveralInOneRequest() {
        String other = acme.submit("way/leased", Map.of());
        claim(worker).then().body("claims.execution", hasItem(other));
        var leases = List.of(lease(execution, 1), lease(other, 1), lease(other, 7));

        worker.shown()
                .body(Map.of("starts", leases))
                .post("/worker/v1/starts")
                .then()
                .statusCode(200)
                .body("answers.outcome", equalTo(List.of("started", "started", "gone")))
                .body("answers[1].launch.execution", equalTo(other));
        worker.shown()
                .body(Map.of("reports", List.of(success(other, 1), success(execution, 9), success(execution, 1))))
                .post("/worker/v1/reports")
                .then()
                .statusCode(200)
                .body("answers.state", equalTo(List.of("SUCCEEDED", "ALONE", "SUCCEEDED")));
    }

    @Test
    void refusesNoneAndTooManyInOneRequest() {
        for (int count : new int[] {0, 101}) {
            worker.shown()
                    .body(Map.of("starts", Collections.nCopies(count, lease(execution, 1))))
                    .post("/worker/v1/starts")
                    .then()
                    .statusCode(422);
            worker.shown()
                    .body(Map.of("reports", Collections.nCopies(count, success(execution, 1))))
                    .post("/worker/v1/reports")
                    .then()
                    .statusCode(422);
        }
    }

    @Test
    void namesTheReportOfSeveralThatIsWrong() {
        var wrong = new HashMap<>(success(execution, 1));
        wrong.put("logDigest", "none");

        worker.shown()
                .body(Map.of("reports", List.of(success(execution, 1), wrong)))
                .post("/worker/v1/reports")
                .then()
                .statusCode(422)
                .body("errors[0].pointer", equalTo("/reports/1/logDigest"));
    }

    @Test
    void refusesAReportAndALogUnderAnotherFence() {
        start();

        report(worker, 2, 0).then().statusCode(409).body("code", equalTo("stale_fence"));
        log(worker, 2).then().statusCode(409).body("code", equalTo("stale_fence"));
    }

    @Test
    void keepsAChunkOnceHoweverOftenItComes() {
        start();

        log(worker, 1).then().statusCode(204);
        log(worker, 1).then().statusCode(204);

        assertThat(rows.read("SELECT count(*) FROM log_chunk WHERE execution_id = ?::uuid", execution))
                .isEqualTo("1");
    }

    private Response chunk(String stream, byte[] bytes) {
        var chunk = Map.of("seq", 0, "stream", stream, "bytes", Protocol.encode(bytes));
        return worker.shown()
                .body(Map.of("execution", execution, "fence", 1, "attempt", 1, "chunks", List.of(chunk)))
                .post("/worker/v1/logs");
    }

    @Test
    void takesAChunkOfSixtyFourKibibytesAndNoLargerOne() {
        start();

        chunk("stdout", new byte[LogChunk.LIMIT]).then().statusCode(204);
        chunk("stdout", new byte[LogChunk.LIMIT + 1]).then().statusCode(422).body("code", equalTo("body_invalid"));
    }

    @Test
    void refusesAChunkWithoutBytes() {
        start();

        chunk("stdout", new byte[0]).then().statusCode(422).body("errors[0].pointer", equalTo("/chunks/0/bytes"));
    }

    @Test
    void takesAChunkOf64KibibytesAndRefusesALargerOne() {
        start();

        chunk("stdout", new byte[64 * 1024]).then().statusCode(204);
        chunk("stdout", new byte[64 * 1024 + 1])
                .then()
                .statusCode(422)
                .body("errors[0].pointer", equalTo("/chunks/0/bytes"));
    }

    @Test
    void refusesAChunkOfNoKnownStream() {
        start();

        chunk("stdlog", new byte[1]).then().statusCode(422).body("code", equalTo("body_invalid"));
    }

    @Test
    void refusesMoreLogThanAnAttemptHas() {
        start();
        rows.change("UPDATE execution SET log_bytes = 11 * 1024 * 1024 WHERE id = ?::uuid", execution);

        chunk("stdout", new byte[1]).then().statusCode(413).body("code", equalTo("log_too_large"));
    }

    private String state() {
        return rows.read("SELECT state FROM execution WHERE id = ?::uuid", execution);
    }

    private String lastEvent() {
        return rows.read("SELECT code FROM event WHERE execution_id = ?::uuid ORDER BY n DESC LIMIT 1", execution);
    }

    /** After a start the gateway judges nobody for one session's time to live. */
    private static void eventually(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    private String missed() {
        return rows.read("SELECT missed FROM execution WHERE id = ?::uuid", execution);
    }

    /** Two renewals that are one apart, without the wait. */
    private void afterOneRenewal() {
        rows.change("""
                UPDATE execution
                SET started_at = started_at - interval '5 s', missed_at = missed_at - interval '5 s'
                WHERE id = ?::uuid""", execution);
    }

    @Test
    void losesWhatTwoRenewalsLeaveOutAndKeepsWhatTheyName() {
        start();
        Map<?, ?> named = Map.of("execution", execution, "fence", 1);
        afterOneRenewal();
        worker.renew().then().statusCode(200);
        worker.renew(named).then().statusCode(200);
        assertThat(missed()).isEqualTo("0");
        worker.renew().then().statusCode(200);
        assertThat(missed()).isEqualTo("1");

        afterOneRenewal();
        worker.renew().then().statusCode(200);

        eventually(() -> state().equals("LOST"));
        assertThat(lastEvent()).isEqualTo("execution.lost");
        report(worker, 1, 0).then().statusCode(409).body("code", equalTo("report_conflict"));
    }

    @Test
    void countsNoRenewalWhileTheAnswerToTheStartMayBeUnderWay() {
        start();
        rows.change("UPDATE execution SET started_at = now() - interval '13 s' WHERE id = ?::uuid", execution);

        worker.renew().then().statusCode(200);
        assertThat(missed()).isEqualTo("0");

        rows.change("UPDATE execution SET started_at = now() - interval '15 s' WHERE id = ?::uuid", execution);
        worker.renew().then().statusCode(200);
        assertThat(missed()).isEqualTo("1");
    }

    @Test
    void countsNoRenewalThatTheStartOrTheOneBeforeCanHaveCrossed() {
        start();

        Map<?, ?> named = Map.of("execution", execution, "fence", 1);
        worker.renew(named).then().statusCode(200);
        worker.renew().then().statusCode(200);
        worker.renew().then().statusCode(200);
        assertThat(missed()).isEqualTo("0");

        afterOneRenewal();
        worker.renew().then().statusCode(200);
        worker.renew().then().statusCode(200);
        assertThat(missed()).isEqualTo("1");
    }

    @Test
    void losesWhatASessionRanThatWasNotRenewedInTime() {
        start();
        rows.change("UPDATE worker_session SET expires_at = now() WHERE id = ?::uuid", worker.session());

        eventually(() -> state().equals("LOST"));

        assertThat(lastEvent()).isEqualTo("execution.lost");
    }

    @Test
    void putsBackWhatWasNotStartedInTenSeconds() {
        claim(worker).then().body("claims.execution", hasItem(execution));
        rows.change("UPDATE execution SET leased_at = now() - interval '9 s' WHERE id = ?::uuid", execution);

        eventually(() -> state().equals("QUEUED"));

        assertThat(lastEvent()).isEqualTo("execution.returned");
        claim(worker).then().body("claims.execution", hasItem(execution));
        assertThat(rows.read("SELECT fence FROM execution WHERE id = ?::uuid", execution))
                .isEqualTo("2");
        report(worker, 1, 0).then().statusCode(409).body("code", equalTo("stale_fence"));
    }
}
