package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Secrets that are canaries go through every end that a run can have, with everything logged, and then every place that
 * outlives a run is searched. What no secret is, and lies in each of these places, shows that the search finds.
 */
class NothingLeaksIT {
    private static final List<String> JOBS = List.of(
            "succeeds",
            "fails",
            "takes-too-long",
            "is-cancelled",
            "worker-dies",
            "gateway-dies",
            "database-dies",
            "is-loud");

    @TempDir
    private Path folder;

    private final Canary marker = Canary.hatched();
    private final Map<String, Canary> canaries =
            JOBS.stream().collect(Collectors.toMap(job -> job, _ -> Canary.hatched()));
    private final Queue<String> exported = new ConcurrentLinkedQueue<>();

    @Test
    void noCanaryIsAnywhereWhateverBecameOfItsRun() throws IOException, InterruptedException {
        HttpServer collector = collector();
        try (var installation = Installation.inNewHome()) {
            installation
                    .with(
                            "OTEL_EXPORTER_OTLP_ENDPOINT",
                            "http://127.0.0.1:" + collector.getAddress().getPort())
                    .with("OTEL_METRIC_EXPORT_INTERVAL", "1000")
                    .with("QUARKUS_LOG_LEVEL", "DEBUG")
                    .with("MARKER", marker.value())
                    .up();
            declare(installation);

            List<String> runs = new ArrayList<>();
            runs.add(ended(installation, "succeeds", "SUCCEEDED"));
            runs.add(ended(installation, "fails", "FAILED"));
            runs.add(ended(installation, "takes-too-long", "TIMED_OUT"));
            runs.add(ended(installation, "is-loud", "SUCCEEDED"));
            String cancelled = running(installation, "is-cancelled");
            String processes = processes(installation);
            assertThat(installation.gatehouse("cancel", cancelled).exit()).isZero();
            runs.add(ended(installation, cancelled, Set.of("CANCELLED")));
            String orphan = running(installation, "gateway-dies");
            installation.kill("gateway");
            installation.up();
            runs.add(ended(installation, orphan, Set.of("SUCCEEDED")));
            String shaken = running(installation, "database-dies");
            installation.kill("database");
            Installation.until(
                    "the database is gone",
                    () -> !installation.gatehouse("status").out().contains("database  ready"));
            installation.up();
            runs.add(ended(installation, shaken, Set.of("SUCCEEDED")));
            String lost = running(installation, "worker-dies");
            installation.kill("worker");
            installation.up();
            runs.add(ended(installation, lost, Set.of("LOST")));

            String heap = heap(installation);
            String said = said(installation, runs);
            String metrics = metrics(installation);
            assertThat(installation.gatehouse("down").exit()).isZero();
            String traces = String.join("\n", exported);

            assertThat(marker.isIn(heap)).as("the heap").isTrue();
            assertThat(marker.isIn(said)).as("logs").isTrue();
            assertThat(marker.isIn(processes)).as("processes").isTrue();
            assertThat(metrics).contains("gatehouse_decisions");
            assertThat(traces).contains(runs.getFirst(), "takes-too-long");
            assertThat(marker.filesBelow(installation.home().resolve("pgdata")))
                    .as("the database's files and its write-ahead log")
                    .anyMatch(file -> file.toString().contains("/base/"))
                    .anyMatch(file -> file.toString().contains("/pg_wal/"));
            assertThat(Files.readString(installation.home().resolve("log/gateway.log")))
                    .as("everything is logged")
                    .contains("DEBUG");
            for (var each : canaries.entrySet()) {
                Canary canary = each.getValue();
                assertThat(canary.isIn(heap)).as("the heap: " + each.getKey()).isFalse();
                assertThat(canary.isIn(said)).as("answers: " + each.getKey()).isFalse();
                assertThat(canary.isIn(processes))
                        .as("processes: " + each.getKey())
                        .isFalse();
                assertThat(canary.isIn(metrics)).as("metrics: " + each.getKey()).isFalse();
                assertThat(canary.isIn(traces)).as("traces: " + each.getKey()).isFalse();
                assertThat(canary.filesBelow(installation.home()))
                        .as(each.getKey())
                        .isEmpty();
            }
        } finally {
            collector.stop(0);
        }
    }

    private void declare(Installation installation) throws IOException {
        Files.writeString(folder.resolve("Loud.java"), """
                import java.net.*;
                import java.nio.charset.*;
                import java.nio.file.*;
                import java.util.*;

                class Loud {
                    public static void main(String[] args) throws Exception {
                        String value = System.getenv("CANARY");
                        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
                        for (String before : List.of("", "x", "xy")) {
                            byte[] longer = (before + value).getBytes(StandardCharsets.UTF_8);
                            System.out.println(Base64.getEncoder().encodeToString(longer));
                            System.out.println(Base64.getUrlEncoder().withoutPadding().encodeToString(longer));
                            System.out.println(Base64.getMimeEncoder(20, new byte[] {10}).encodeToString(longer));
                        }
                        System.out.println(URLEncoder.encode(value, StandardCharsets.UTF_8));
                        System.out.println("{\\"password\\": \\"" + json(value) + "\\"}");
                        System.out.println(HexFormat.of().formatHex(bytes));
                        System.out.println(HexFormat.ofDelimiter(":").withUpperCase().formatHex(bytes));
                        System.out.println("'" + value.replace("'", "'\\\\''") + "'");
                        System.out.println(value.substring(0, 20) + "\\n" + value.substring(20));
                        for (int cut = 1; cut < value.length(); cut += 7) {
                            System.out.print(value.substring(0, cut));
                            System.out.flush();
                            Thread.sleep(250);
                            System.out.println(value.substring(cut));
                        }
                        System.out.println("f".repeat((64 << 10) - 10) + value);
                        Files.writeString(Path.of(System.getenv("GATEHOUSE_OUTPUTS")),
                                "{\\"" + json(value) + "\\": \\"" + json(value) + "\\"}");
                        new IllegalStateException(value).printStackTrace();
                    }

                    static String json(String text) {
                        return text.replace("\\\\", "\\\\\\\\").replace("\\"", "\\\\\\"");
                    }
                }
                """);
        String print = "echo \"%s\"; echo \"$CANARY\"; echo \"$CANARY\" >&2; ".formatted(marker.first());
        job(installation, "succeeds", print + "true", "PT1M");
        job(installation, "fails", print + "exit 3", "PT1M");
        job(installation, "takes-too-long", print + "sleep 60", "PT2S");
        job(installation, "is-cancelled", print + "sleep 120", "PT5M");
        job(installation, "worker-dies", print + "sleep 300", "PT10M");
        job(installation, "gateway-dies", print + "sleep 40", "PT5M");
        job(installation, "database-dies", print + "sleep 40", "PT5M");
        job(installation, "is-loud", "java Loud.java", "PT3M");
    }

    private void job(Installation installation, String name, String script, String timeout) throws IOException {
        Path manifest = Files.writeString(folder.resolve(name + ".yaml"), """
                apiVersion: gatehouse.dev/v1
                kind: Secret
                metadata: {namespace: demo.weather, name: %1$s}
                spec: {store: embedded}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: demo.weather, name: %1$s}
                spec:
                  timeout: %2$s
                  run:
                    process:
                      files: {Loud.java: {from: Loud.java}}
                      command: [sh, -c, '%3$s']
                      env: {CANARY: "${{ secrets.%1$s }}"}
                """.formatted(name, timeout, script));
        CommandRun applied = installation.gatehouse("apply", "-f", manifest.toString());
        assertThat(applied.exit()).as(applied.err()).isZero();
        assertThat(installation
                        .gatehouseWithInput(canaries.get(name).value(), "secret", "put", "demo.weather/" + name)
                        .exit())
                .isZero();
    }

    private static String started(Installation installation, String job) {
        return installation.json("run", "demo.weather/" + job).path("id").asText();
    }

    private String running(Installation installation, String job) {
        String id = started(installation, job);
        Installation.until(
                job + " runs and has said something",
                () -> installation.gatehouse("logs", id).out().contains(marker.first()));
        return id;
    }

    private static String ended(Installation installation, String job, String state) {
        return ended(installation, started(installation, job), Set.of(state));
    }

    private static String ended(Installation installation, String id, Set<String> states) {
        Installation.until("it ended as one of " + states + ": " + id, () -> states.contains(installation.state(id)));
        return id;
    }

    /** What {@code ps} shows of everybody, and the environment of what we start ourselves. */
    private static String processes(Installation installation) throws IOException {
        var shown = new StringBuilder(Processes.allArguments());
        for (String part : List.of("gateway", "worker", "database")) {
            long pid = installation.pid(part).orElseThrow();
            shown.append(Files.readString(Path.of("/proc/" + pid + "/environ"), StandardCharsets.ISO_8859_1));
        }
        return shown.toString();
    }

    /** All that is alive in the gateway's memory. */
    private String heap(Installation installation) throws IOException, InterruptedException {
        Path file = folder.resolve("gateway.hprof");
        Process dump = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/jcmd").toString(),
                        Long.toString(installation.pid("gateway").orElseThrow()),
                        "GC.heap_dump",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("jcmd.log").toFile())
                .start();
        assertThat(dump.waitFor())
                .as(Files.readString(folder.resolve("jcmd.log")))
                .isZero();
        String heap = Files.readString(file, StandardCharsets.ISO_8859_1);
        Files.delete(file);
        return heap;
    }

    /** What the gateway answers about the runs: they, their logs, events and receipts, and the tenant's log. */
    private static String said(Installation installation, List<String> runs) {
        var said = new StringBuilder();
        for (String run : runs) {
            said.append(installation.gatehouse("logs", run).out());
            said.append(installation.api().get("executions/" + run).orThrow().text());
            said.append(installation
                    .api()
                    .get("executions/" + run + "/events")
                    .orThrow()
                    .text());
            said.append(installation.gatehouse("receipt", run).out());
        }
        CommandRun events = installation.gatehouse("audit", "events", "--limit", "500", "-o", "json");
        assertThat(events.out()).contains("execution.resolving");
        return said.append(events.out()).toString();
    }

    private static String metrics(Installation installation) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            URI metrics = URI.create("http://127.0.0.1:" + (installation.port() + 1) + "/q/metrics");
            return http.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    /** Takes whatever is exported; the texts in it are as they are. */
    private HttpServer collector() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exported.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
                exchange.sendResponseHeaders(200, -1);
            }
        });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return server;
    }
}
