package dev.gatehouse.gateway.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.way.Acme;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class LongPollTest {
    private static final int POOL = 24;

    @Inject
    WorkerRows rows;

    @Inject
    Acme acme;

    private DoorWorker worker = new DoorWorker();

    @BeforeEach
    void register() {
        worker = new DoorWorker().registered(rows.joinToken("acme", "polls"));
    }

    private Response claims(long waitMillis) {
        return worker.shown().body(Map.of("max", 1, "waitMillis", waitMillis)).post("/worker/v1/claim");
    }

    @Test
    void answersAtOnceWhenNobodyWantsToWait() {
        long start = System.nanoTime();

        claims(0).then().statusCode(200).body("claims.size()", equalTo(0));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void waitsAsLongAsItWasAskedTo() {
        long start = System.nanoTime();

        claims(1_200).then().statusCode(200).body("claims.size()", equalTo(0));

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(1_200), Duration.ofSeconds(10));
    }

    @Test
    void leavesTheDatabaseToOthersWhileManyWait() throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> waiting = new ArrayList<>();
            for (int i = 0; i < 2 * POOL; i++) {
                waiting.add(threads.submit(() -> claims(6_000).statusCode()));
            }
            worker.renew().then().statusCode(200);
            assertThat(waiting).as("all still wait").noneMatch(Future::isDone);
            for (var one : waiting) {
                assertThat(one.get()).isEqualTo(200);
            }
        }
    }

    @Test
    void endsWithTheSession() throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Response> waiting = threads.submit(() -> claims(20_000));
            rows.change("UPDATE worker_session SET ended_at = now() WHERE id = ?::uuid", worker.session());
            long start = System.nanoTime();

            waiting.get().then().statusCode(401).body("code", equalTo("session_ended"));

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void wakesUpForWorkThatNobodyTellsThisGatewayOf() throws Exception {
        acme.open();
        acme.apply("""
                apiVersion: gatehouse.dev/v1
                kind: WorkerGroup
                metadata: {name: polls}
                spec: {}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: way, name: polled}
                spec:
                  workerGroup: polls
                  run: {process: {command: ["true"]}}
                """);
        String execution = acme.submit("way/polled", Map.of());
        rows.change("UPDATE queue SET not_before = now() + interval '1 h' WHERE execution_id = ?::uuid", execution);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Response> waiting = threads.submit(() -> claims(20_000));

            rows.change("UPDATE queue SET not_before = now() WHERE execution_id = ?::uuid", execution);
            long start = System.nanoTime();

            waiting.get().then().statusCode(200).body("claims.execution", equalTo(List.of(execution)));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
        }
    }
}
