package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
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
import java.util.LinkedHashMap;
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
            "is-loud",
            "is-watched",
            "is-kept");

    @TempDir
    private Path folder;

    private final Canary marker = Canary.hatched();
    private final Map<String, Canary> canaries =
            JOBS.stream().collect(Collectors.toMap(job -> job, _ -> Canary.hatched()));
    private final Queue<String> exported = new ConcurrentLinkedQueue<>();
    private final Queue<ByteArrayOutputStream> captured = new ConcurrentLinkedQueue<>();

    @Test
    void noCanaryIsAnywhereWhateverBecameOfItsRun() throws IOException, InterruptedException {
        HttpServer collector = collector();
        Path outside = Files.createDirectory(folder.resolve("vault"));
        try (OpenBao bao = OpenBao.startedIn(outside);
                var installation = Installation.inNewHome(Map.of(
                        "GATEHOUSE_EGRESS_NETWORKS", "127.0.0.0/8:*", "GATEHOUSE_EGRESS_UNSAFE_PLAIN_HTTP", "true"))) {
            installation
                    .with(
                            "OTEL_EXPORTER_OTLP_ENDPOINT",
                            "http://127.0.0.1:" + collector.getAddress().getPort())
                    .with("OTEL_METRIC_EXPORT_INTERVAL", "1000")
                    .with("QUARKUS_LOG_LEVEL", "DEBUG")
                    .with("MARKER", marker.value())
                    .up();
            declare(installation);
            keepInVault(installation, bao);

            List<String> runs = new ArrayList<>();
            runs.add(ended(installation, "succeeds", "SUCCEEDED"));
            runs.add(ended(installation, "fails", "FAILED"));
            runs.add(ended(installation, "takes-too-long", "TIMED_OUT"));
            runs.add(ended(installation, "is-loud", "SUCCEEDED"));
            runs.add(ended(installation, "is-kept", "SUCCEEDED"));
            runs.add(watched(installation));
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

            Map<String, String> places = new LinkedHashMap<>();
            places.put("processes", processes);
            places.put("the heap", heap(installation));
            places.put("answers", said(installation, runs));
            places.put("metrics", metrics(installation));
            places.put("tiles", tiles(installation));
            assertThat(installation.gatehouse("down").exit()).isZero();
            places.put("traces", String.join("\n", exported));
            places.put(
                    "HTTP",
                    captured.stream()
                            .map(each -> each.toString(StandardCharsets.ISO_8859_1))
                            .collect(Collectors.joining("\n")));

            findsWhatIsThere(installation, places, runs);
            canaries.forEach((job, canary) -> places.forEach((place, text) ->
                    assertThat(canary.isIn(text)).as(place + ": " + job).isFalse()));
            for (var each : canaries.entrySet()) {
                assertThat(each.getValue().filesBelow(installation.home()))
                        .as(each.getKey())
                        .isEmpty();
                assertThat(each.getValue().filesBelow(watcher()))
                        .as(each.getKey())
                        .isEmpty();
            }
        } finally {
            collector.stop(0);
        }
    }

    private void findsWhatIsThere(Installation installation, Map<String, String> places, List<String> runs)
            throws IOException {
        assertThat(places).allSatisfy((place, text) -> {
            switch (place) {
                case "metrics" -> assertThat(text).contains("gatehouse_decisions");
                case "traces" -> assertThat(text).contains(runs.getFirst(), "takes-too-long");
                case "tiles" -> assertThat(text).contains(runs);
                default -> assertThat(marker.isIn(text)).as(place).isTrue();
            }
        });
        assertThat(marker.filesBelow(installation.home().resolve("pgdata")))
                .as("the database's files and its write-ahead log")
                .anyMatch(file -> file.toString().contains("/base/"))
                .anyMatch(file -> file.toString().contains("/pg_wal/"));
        assertThat(List.of(
                        installation.home().resolve("log/gateway.log"),
                        watcher().resolve("worker.log")))
                .as("everything is logged")
                .allSatisfy(log -> assertThat(log).content().contains("DEBUG"));
    }

    private void declare(Installation installation) throws IOException {
        Files.copy(Clone.ROOT.resolve("cli/src/test/resources/Loud.java"), folder.resolve("Loud.java"));
        String print = "echo \"%s\"; echo \"$CANARY\"; echo \"$CANARY\" >&2; ".formatted(marker.first());
        installation.apply("""
                apiVersion: gatehouse.dev/v1
                kind: WorkerGroup
                metadata: {name: watched}
                spec: {}
                """);
        job(installation, "succeeds", print + "true", "PT1M");
        job(installation, "fails", print + "exit 3", "PT1M");
        job(installation, "takes-too-long", print + "sleep 60", "PT2S");
        job(installation, "is-cancelled", print + "sleep 120", "PT5M");
        job(installation, "worker-dies", print + "sleep 300", "PT10M");
        job(installation, "gateway-dies", print + "sleep 40", "PT5M");
        job(installation, "database-dies", print + "sleep 40", "PT5M");
        job(installation, "is-loud", "java Loud.java", "PT3M");
        job(installation, "is-kept", print + "true", "PT1M");
        job(installation, "is-watched", "java Loud.java; " + print + "true", "PT3M");
    }

    /** The secret of one job lies in a store that keeps it for a moment. */
    private void keepInVault(Installation installation, OpenBao bao) throws IOException {
        Path value = Files.writeString(
                folder.resolve("vault/value"), canaries.get("is-kept").value());
        bao.done("kv", "put", "secret/demo/is-kept", "value=@" + value);
        Files.writeString(
                folder.resolve("vault/demo.hcl"), "path \"secret/data/demo/*\" { capabilities = [\"read\"] }\n");
        bao.done("policy", "write", "demo", folder.resolve("vault/demo.hcl").toString());
        bao.done("auth", "enable", "approle");
        bao.done("write", "auth/approle/role/demo", "token_policies=demo");
        installation.apply("""
                apiVersion: gatehouse.dev/v1
                kind: Secret
                metadata: {namespace: demo.weather, name: login}
                spec: {}
                """);
        String login = bao.done("write", "-f", "-field=secret_id", "auth/approle/role/demo/secret-id");
        assertThat(installation
                        .gatehouseWithInput(login, "secret", "put", "demo.weather/login")
                        .exit())
                .isZero();
        installation.apply(
                """
                apiVersion: gatehouse.dev/v1
                kind: SecretStore
                metadata: {name: vault}
                spec:
                  paths: ["secret/demo/"]
                  cacheFor: PT2S
                  vault:
                    address: %s
                    login: {appRole: {roleId: "%s", secretId: demo.weather/login}}
                    mounts: {secret: kv2}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Secret
                metadata: {namespace: demo.weather, name: is-kept}
                spec: {store: vault, path: secret/demo/is-kept}
                """.formatted(bao.address(), bao.done("read", "-field=role_id", "auth/approle/role/demo/role-id")));
    }

    private Path watcher() {
        return folder.resolve("watcher");
    }

    /** A run whose worker logs all that it can, and whose every byte from and to the gateway is recorded. */
    private String watched(Installation installation) throws IOException {
        Path logging = Files.writeString(
                Files.createDirectory(watcher()).resolve("logging.properties"),
                "handlers=java.util.logging.ConsoleHandler\n.level=ALL\njava.util.logging.ConsoleHandler.level=ALL\n");
        try (var link = Link.recorded(installation.port(), this::recording);
                var _ = WorkerProcess.joined(
                        installation,
                        "watched",
                        "http://127.0.0.1:" + link.port(),
                        watcher(),
                        List.of("-Djava.util.logging.config.file=" + logging, "-Djdk.httpclient.HttpClient.log=all"))) {
            return ended(installation, "is-watched", "SUCCEEDED");
        }
    }

    private OutputStream recording() {
        var recording = new ByteArrayOutputStream();
        captured.add(recording);
        return recording;
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
                  workerGroup: %4$s
                  timeout: %2$s
                  run:
                    process:
                      files: {Loud.java: {from: Loud.java}}
                      command: [sh, -c, '%3$s']
                      env: {CANARY: "${{ secrets.%1$s }}"}
                """.formatted(
                        name, timeout, script, name.equals("is-watched") ? "watched" : "default"));
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
        return answered("http://127.0.0.1:" + (installation.port() + 1) + "/q/metrics", "");
    }

    /** The leaves of the tenant's log, as tiles have them. */
    private static String tiles(Installation installation) throws IOException, InterruptedException {
        String log = installation.url() + "/audit/demo/";
        String token = Files.readString(installation.home().resolve("tokens/demo.token"))
                .strip();
        long size =
                Long.parseLong(answered(log + "checkpoint", "").lines().toList().get(1));
        var tiles = new StringBuilder();
        for (long tile = 0; tile * 256 < size; tile++) {
            long width = Math.min(256, size - tile * 256);
            tiles.append(answered(
                    "%stile/entries/%03d%s".formatted(log, tile, width < 256 ? ".p/" + width : ""), "Bearer " + token));
        }
        return tiles.toString();
    }

    /** Each byte as a character. */
    private static String answered(String url, String authorization) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(url)).header("Authorization", authorization);
            var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
            assertThat(answer.statusCode()).as(url).isEqualTo(200);
            return answer.body();
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
