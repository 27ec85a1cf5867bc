package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real collector hears of an execution: one story of two services, their metrics, and nobody's secret. */
class TelemetryIT {
    private static final String GATEWAY = "gatehouse-gateway";
    private static final String WORKER = "gatehouse-worker";
    private static final String REQUEST = "POST /api/v1/{tenant}/executions";
    private static final Pattern TRACE = Pattern.compile("(?m)^trace +([0-9a-f]{32})$");

    @TempDir
    private Path folder;

    @Test
    void aCollectorHearsOneStoryAndNoSecretAndIsNotNeeded() throws IOException, InterruptedException {
        try (var collector = Collector.start(folder);
                var installation = Installation.inNewHome()) {
            installation
                    .with("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url())
                    .with("OTEL_METRIC_EXPORT_INTERVAL", "1000");
            String example = installation.up().get(3);
            String token = installation
                    .read(installation.home().resolve("tokens/demo.token"))
                    .strip();
            showEverywhere(installation, token);

            String trace = ran(Installation.shell(example));

            Installation.until(
                    "the whole story has arrived",
                    () -> names(collector, trace)
                            .containsAll(Set.of(
                                    GATEWAY + " " + REQUEST,
                                    GATEWAY + " decide",
                                    GATEWAY + " accept",
                                    WORKER + " start",
                                    GATEWAY + " start",
                                    GATEWAY + " resolve",
                                    WORKER + " run",
                                    WORKER + " report",
                                    GATEWAY + " report")));
            List<Collector.Span> story = story(collector, trace);
            Collector.Span request = only(story, GATEWAY, REQUEST);
            Collector.Span accept = only(story, GATEWAY, "accept");
            assertThat(accept.parent()).isEqualTo(request.id());
            assertThat(only(story, WORKER, "run").parent()).isEqualTo(accept.id());
            Installation.until(
                    "the claim that links to it has arrived",
                    () -> collector.spans().stream()
                            .anyMatch(span -> span.service().equals(WORKER)
                                    && span.name().equals("claim")
                                    && !span.trace().equals(trace)
                                    && span.linksTo(trace)));
            Installation.until(
                    "the metrics of both have arrived",
                    () -> collector
                                    .metrics(GATEWAY)
                                    .containsAll(List.of(
                                            "http.server.request.duration",
                                            "cicd.pipeline.run.duration",
                                            "gatehouse.decisions",
                                            "gatehouse.log.size",
                                            "db.client.connection.count"))
                            && collector
                                    .metrics(WORKER)
                                    .containsAll(List.of(
                                            "cicd.pipeline.run.duration",
                                            "gatehouse.worker.ended",
                                            "gatehouse.worker.running")));

            String password = installation
                    .read(installation.home().resolve("weather.password"))
                    .strip();
            for (String secret : List.of(password, token)) {
                assertThat(collector.everything())
                        .doesNotContain(secret)
                        .doesNotContain(Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
            }
            assertThat(collector.everything()).contains(trace).doesNotContain("gha_", "ghw_", "Bearer ");

            collector.kill();
            ran(Installation.shell(example));
            long begun = System.nanoTime();
            assertThat(installation.gatehouse("down").exit()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as("a collector that is away holds up no end")
                    .isLessThan(Duration.ofSeconds(60));
        }
    }

    /** A token where it does not belong. */
    private static void showEverywhere(Installation installation, String token)
            throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            for (String path :
                    List.of("/api/v1/" + token + "/executions", "/" + token, "/api/v1/demo/executions?q=" + token)) {
                http.send(
                        HttpRequest.newBuilder(URI.create(installation.url() + path))
                                .header("User-Agent", "agent " + token)
                                .header("Authorization", "Bearer " + token)
                                .header("baggage", "token=" + token)
                                .header("tracestate", "token=" + token)
                                .header("traceparent", token)
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
            }
        }
    }

    /** The trace of a run that succeeded. */
    private static String ran(CommandRun run) {
        assertThat(run.exit()).as(run.out() + run.err()).isZero();
        Matcher trace = TRACE.matcher(run.out());
        assertThat(trace.find()).as(run.out()).isTrue();
        return trace.group(1);
    }

    private static List<Collector.Span> story(Collector collector, String trace) {
        return collector.spans().stream()
                .filter(span -> span.trace().equals(trace))
                .toList();
    }

    private static Set<String> names(Collector collector, String trace) {
        return story(collector, trace).stream()
                .map(span -> span.service() + " " + span.name())
                .collect(Collectors.toSet());
    }

    private static Collector.Span only(List<Collector.Span> story, String service, String name) {
        List<Collector.Span> found = story.stream()
                .filter(span -> span.service().equals(service) && span.name().equals(name))
                .toList();
        assertThat(found).as(service + " " + name).hasSize(1);
        return found.getFirst();
    }
}
