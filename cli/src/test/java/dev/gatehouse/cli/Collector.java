package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A real OpenTelemetry Collector, built from its published modules, which receives OTLP and passes it on, as JSON, to this
 * process. The build is kept below {@code target/}.
 */
final class Collector implements AutoCloseable {
    private static final Path SOURCE = Clone.ROOT.resolve("cli/src/test/collector");
    private static final Path BUILT = Clone.ROOT.resolve("target/collector/collector");

    private final HttpServer sink;
    private final Queue<String> received = new ConcurrentLinkedQueue<>();
    private final int port;
    private final Process process;

    private Collector(HttpServer sink, int port, Process process) {
        this.sink = sink;
        this.port = port;
        this.process = process;
    }

    /** One span as it arrived, and which service it is of. */
    record Span(String service, JsonNode span) {
        String name() {
            return span.path("name").asText();
        }

        String trace() {
            return span.path("traceId").asText();
        }

        String id() {
            return span.path("spanId").asText();
        }

        String parent() {
            return span.path("parentSpanId").asText();
        }

        boolean linksTo(String trace) {
            return StreamSupport.stream(span.path("links").spliterator(), false)
                    .anyMatch(link -> link.path("traceId").asText().equals(trace));
        }
    }

    static Collector start(Path folder) throws IOException {
        build();
        var sink = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        int port = Ports.free();
        Path configuration = folder.resolve("collector.yaml");
        Files.writeString(configuration, configuration(port, sink.getAddress().getPort()));
        Process process = new ProcessBuilder(BUILT.toString(), "--config", "file:" + configuration)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("collector.log").toFile())
                .start();
        var collector = new Collector(sink, port, process);
        sink.createContext("/", collector::take);
        sink.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        sink.start();
        Installation.until("the collector listens", collector::listens);
        return collector;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Everything that was exported, as text. */
    String everything() {
        return String.join("\n", received);
    }

    List<Span> spans() {
        return all("resourceSpans", "scopeSpans", "spans")
                .map(found -> new Span(found.service(), found.one()))
                .toList();
    }

    /** The names of a service's metrics. */
    List<String> metrics(String service) {
        return all("resourceMetrics", "scopeMetrics", "metrics")
                .filter(found -> found.service().equals(service))
                .map(found -> found.one().path("name").asText())
                .distinct()
                .toList();
    }

    private record Found(String service, JsonNode one) {}

    private Stream<Found> all(String resources, String scopes, String each) {
        return received.stream()
                .map(Installation::parse)
                .flatMap(batch -> children(batch, resources))
                .flatMap(resource -> children(resource, scopes)
                        .flatMap(scope -> children(scope, each))
                        .map(one -> new Found(service(resource), one)));
    }

    private static Stream<JsonNode> children(JsonNode parent, String name) {
        return StreamSupport.stream(parent.path(name).spliterator(), false);
    }

    private static String service(JsonNode resource) {
        return children(resource.path("resource"), "attributes")
                .filter(attribute -> attribute.path("key").asText().equals("service.name"))
                .map(attribute -> attribute.at("/value/stringValue").asText())
                .findFirst()
                .orElse("");
    }

    private void take(HttpExchange exchange) throws IOException {
        received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        byte[] taken = "{}".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, taken.length);
        exchange.getResponseBody().write(taken);
        exchange.close();
    }

    private boolean listens() {
        boolean listens = Ports.listens(port);
        assertThat(listens || process.isAlive()).as("the collector runs").isTrue();
        return listens;
    }

    private static String configuration(int port, int sink) {
        return """
            receivers: {otlp: {protocols: {http: {endpoint: "127.0.0.1:%d"}}}}
            exporters: {otlp_http: {endpoint: "http://127.0.0.1:%d", encoding: json, compression: none}}
            service:
              telemetry: {metrics: {level: none}}
              pipelines:
                traces: {receivers: [otlp], exporters: [otlp_http]}
                metrics: {receivers: [otlp], exporters: [otlp_http]}
            """.formatted(port, sink);
    }

    /** Two minutes the first time, for Go's own cache knows the modules afterwards. */
    private static void build() throws IOException {
        if (Files.exists(BUILT) && isNewer()) {
            return;
        }
        Files.createDirectories(BUILT.getParent());
        Path log = BUILT.resolveSibling("build.log");
        Process build = new ProcessBuilder(
                        "go", "build", "-mod=readonly", "-buildvcs=false", "-o", BUILT.toString(), ".")
                .directory(SOURCE.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(build.waitFor(10, TimeUnit.MINUTES))
                    .as("the collector's build ended")
                    .isTrue();
        } catch (InterruptedException interrupted) {
            build.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
        assertThat(build.exitValue()).as(Files.readString(log)).isZero();
    }

    private static boolean isNewer() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> files = Files.list(SOURCE)) {
            files.forEach(sources::add);
        }
        for (Path source : sources) {
            if (Files.getLastModifiedTime(source).compareTo(Files.getLastModifiedTime(BUILT)) > 0) {
                return false;
            }
        }
        return true;
    }

    /** Ends it as a power cut would. */
    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        kill();
        sink.stop(0);
    }
}
