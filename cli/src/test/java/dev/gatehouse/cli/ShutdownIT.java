package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A gateway that is asked to end under load: every request is answered, and nothing that was acknowledged is lost. */
class ShutdownIT {
    private static final int CALLERS = 8;

    /** How long a worker waits for work where nothing ends the waiting. */
    private static final Duration LONG_POLL = Duration.ofSeconds(20);

    private static final String RESOURCES = """
            apiVersion: gatehouse.dev/v1
            kind: WorkerGroup
            metadata: {name: asking}
            spec: {}
            ---
            apiVersion: gatehouse.dev/v1
            kind: Job
            metadata: {namespace: demo.weather, name: brief}
            spec:
              timeout: PT1M
              run:
                process:
                  command: ["true"]
            """;

    @Test
    void whatWasAnsweredIsKeptAndWhatWasAskedIsAnswered() throws Exception {
        try (var installation = Installation.inNewHome()) {
            installation.up();
            installation.apply(RESOURCES);
            String token = installation
                    .read(installation.home().resolve("tokens/demo.token"))
                    .strip();
            HttpRequest submit = HttpRequest.newBuilder(URI.create(installation.url() + "/api/v1/demo/executions"))
                    .timeout(Duration.ofSeconds(60))
                    .header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"job\": \"demo.weather/brief\"}"))
                    .build();
            var accepted = new ConcurrentLinkedQueue<String>();
            var torn = new ConcurrentLinkedQueue<String>();
            var notReady = new AtomicBoolean();
            long gateway = installation.pid("gateway").orElseThrow();
            ProcessHandle process = ProcessHandle.of(gateway).orElseThrow();
            long begun;
            Future<HttpResponse<String>> waiting;
            try (var worker = AskingWorker.joined(installation, "asking");
                    var callers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int caller = 0; caller < CALLERS; caller++) {
                    callers.execute(() -> call(submit, accepted, torn));
                }
                Installation.until("load has come up", () -> accepted.size() >= 100);
                callers.execute(() -> watch(installation, process, notReady));
                waiting = callers.submit(() -> worker.claim(installation.url(), LONG_POLL));
                waitsFor(waiting);
                begun = System.nanoTime();

                process.destroy();
                process.destroy();
            }
            Installation.until("the gateway has ended", Duration.ofSeconds(60), () -> !process.isAlive());

            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as("nobody's waiting for work held the end up")
                    .isLessThan(LONG_POLL);
            assertThat(waiting.get().statusCode()).isEqualTo(200);
            assertThat(Installation.parse(waiting.get().body()).path("claims")).isEmpty();
            assertThat(torn).isEmpty();
            assertThat(notReady).isTrue();
            assertThat(installation.read(installation.home().resolve("log/gateway.log")))
                    .contains("Stopping: answering for");
            assertThat(installation
                            .read(installation.home().resolve("log/postgres.log"))
                            .lines()
                            .toList()
                            .getLast())
                    .contains("database system is shut down");

            installation.up();

            List<String> all = List.copyOf(accepted);
            assertThat(Set.copyOf(all)).hasSameSizeAs(all);
            var api = installation.api();
            Installation.until(
                    "all have ended",
                    Duration.ofMinutes(5),
                    () -> all.stream().allMatch(id -> state(api, id).equals("SUCCEEDED")));
            CommandRun log = installation.gatehouse("audit", "verify", "--url", installation.url());
            assertThat(log.exit()).as(log.out() + log.err()).isZero();
        }
    }

    /** The claim's group has no work: a second after it was sent, it waits. */
    private static void waitsFor(Future<?> claim) throws Exception {
        try {
            claim.get(1, TimeUnit.SECONDS);
            throw new AssertionError("the claim did not wait");
        } catch (TimeoutException itWaits) {
            // As it should.
        }
    }

    /** Submits on connections that are kept, until it hears that the gateway stops or has stopped. */
    private static void call(
            HttpRequest submit, ConcurrentLinkedQueue<String> accepted, ConcurrentLinkedQueue<String> torn) {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            while (true) {
                HttpResponse<String> answer = client.send(submit, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 503) {
                    return;
                }
                if (answer.statusCode() != 201) {
                    torn.add(answer.statusCode() + " " + answer.body());
                    return;
                }
                accepted.add(Installation.parse(answer.body()).path("id").asText());
            }
        } catch (ConnectException closed) {
            // Nobody listens any more: no request was under way.
        } catch (IOException failure) {
            torn.add(failure.toString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether readiness goes off while the process lives. */
    private static void watch(Installation installation, ProcessHandle process, AtomicBoolean notReady) {
        URI page = URI.create("http://127.0.0.1:" + (installation.port() + 1) + "/q/health/ready");
        while (process.isAlive() && !notReady.get()) {
            try {
                if (installation.api().getAt(page, 100_000).status() == 503) {
                    notReady.set(true);
                }
            } catch (CommandFailure gone) {
                return;
            }
        }
    }

    private static String state(GatewayClient api, String id) {
        JsonNode execution = api.get("executions/" + id).orThrow().json();
        return execution.path("state").asText();
    }
}
