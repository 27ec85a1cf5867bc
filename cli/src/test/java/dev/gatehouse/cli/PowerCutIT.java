package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was answered 201 is never lost and ends once, whatever is killed meanwhile. */
class PowerCutIT {
    private static final Set<String> TERMINAL =
            Set.of("SUCCEEDED", "FAILED", "TIMED_OUT", "CANCELLED", "REJECTED", "REVOKED", "LOST");
    private static final Set<String> OUTCOMES = Set.of(
            "execution.succeeded",
            "execution.failed",
            "execution.timed_out",
            "execution.cancelled",
            "execution.rejected",
            "execution.revoked",
            "execution.lost");
    private static final String JOB = """
            apiVersion: gatehouse.dev/v1
            kind: Job
            metadata: {namespace: demo.weather, name: quick}
            spec:
              timeout: PT1M
              run:
                process:
                  command: [sh, -c, "sleep 0.05; echo done"]
            """;

    private static Installation installation;

    @BeforeAll
    static void chooseAHome() throws IOException {
        installation = Installation.inNewHome();
    }

    @BeforeEach
    void bringUp() {
        installation.up();
        installation.apply(JOB);
    }

    @AfterAll
    static void takeDown() throws IOException {
        installation.close();
    }

    @Test
    void afterAKillOfEverythingANewUpHasEveryExecutionAndTerminalOnesAreUnchanged() {
        GatewayClient api = api();
        List<String> accepted = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            accepted.add(submit(api).orElseThrow());
        }
        Installation.until("some have ended", () -> terminal(api, accepted).size() >= 5);
        var before = terminal(api, accepted);

        installation.killEverything();
        assertThat(installation.gatehouse("status").exit()).isEqualTo(3);
        installation.up();

        for (String id : accepted) {
            assertThat(read(api, id)).as(id).isPresent();
        }
        before.forEach((id, execution) -> assertThat(read(api, id)).contains(execution));
        Installation.until("all have ended", () -> terminal(api, accepted).size() == accepted.size());
        before.forEach((id, execution) -> assertThat(read(api, id)).contains(execution));
        theLogHoldsOneOutcomeOf(api, accepted);
    }

    @Test
    void aKilledGatewayAndAKilledWorkerLoseNothingThatWasAccepted() throws InterruptedException {
        GatewayClient api = api();
        var accepted = new ConcurrentLinkedQueue<String>();
        var tried = new AtomicInteger();
        var stop = new AtomicBoolean();
        var started = new CountDownLatch(50);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < 4; caller++) {
                callers.execute(() -> {
                    while (!stop.get() && tried.getAndIncrement() < 4_000 && accepted.size() < 400) {
                        submit(api).ifPresentOrElse(accepted::add, () -> LockSupport.parkNanos(50_000_000));
                        started.countDown();
                    }
                });
            }
            started.await();

            installation.kill("gateway");
            installation.up();
            Installation.until("callers go on", () -> accepted.size() >= 200);
            installation.kill("worker");
            installation.up();
            Installation.until("hundreds are accepted", () -> accepted.size() >= 300);
            stop.set(true);
        }

        List<String> all = List.copyOf(accepted);
        assertThat(new TreeSet<>(all)).hasSameSizeAs(all);
        Installation.until(
                "all have ended",
                Duration.ofMinutes(8),
                () -> terminal(api, all).size() == all.size());
        theLogHoldsOneOutcomeOf(api, all);
    }

    private void theLogHoldsOneOutcomeOf(GatewayClient api, List<String> executions) {
        for (String id : executions) {
            JsonNode events =
                    api.get("executions/" + id + "/events").orThrow().json().path("items");
            List<String> outcomes = new ArrayList<>();
            events.forEach(event -> outcomes.add(event.path("code").asText()));
            outcomes.retainAll(OUTCOMES);
            assertThat(outcomes).as(id + ": " + events).hasSize(1);
        }
        CommandRun log = installation.gatehouse("audit", "verify", "--url", installation.url());
        assertThat(log.exit()).as(log.out() + log.err()).isZero();
    }

    private static Map<String, JsonNode> terminal(GatewayClient api, List<String> ids) {
        var ended = new TreeMap<String, JsonNode>();
        for (String id : ids) {
            read(api, id)
                    .filter(execution ->
                            TERMINAL.contains(execution.path("state").asText()))
                    .ifPresent(execution -> ended.put(id, execution));
        }
        return ended;
    }

    private static Optional<JsonNode> read(GatewayClient api, String id) {
        Answer answer = api.get("executions/" + id);
        return answer.isSuccess() ? Optional.of(answer.json()) : Optional.empty();
    }

    /** The id of an execution that was answered 201; nothing where the gateway was away or said so. */
    private static Optional<String> submit(GatewayClient api) {
        try {
            Answer answer = api.post("executions", Json.object().put("job", "demo.weather/quick"));
            return answer.status() == 201 ? Optional.of(answer.json().path("id").asText()) : Optional.empty();
        } catch (CommandFailure away) {
            return Optional.empty();
        }
    }

    private GatewayClient api() {
        return installation.api();
    }
}
