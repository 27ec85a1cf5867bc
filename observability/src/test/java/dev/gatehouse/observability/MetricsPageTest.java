package dev.gatehouse.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/metrics.md} to the declarations it is made of; {@code -Dmetrics.write} makes it anew. */
class MetricsPageTest {
    private static final Path PAGE = Path.of("../docs/metrics.md");
    private static final String AGAIN =
            "./gatehouse mvn -q -Dquick -pl observability test -Dtest=MetricsPageTest -Dmetrics.write";

    private static final String HEAD = """
            # Metrics

            <!-- Made from the declarations in `Metrics`. Make it anew with: %s -->

            A gateway shows its metrics to Prometheus at `/q/metrics` of its management port. Where
            `OTEL_EXPORTER_OTLP_ENDPOINT` is set, gateway and worker also send metrics and traces there, by OTLP; a collector that
            is slow or away delays nothing, and what it does not take is dropped. The other `OTEL_*` variables that are heeded are
            in [telemetry](telemetry.md).

            Names are those of the OpenTelemetry semantic conventions where there is one, and `gatehouse.*` otherwise. Prometheus
            shows `_` for a dot, `_seconds` after a metric in `s`, and `_total` after a counter. No label names a person, an
            execution or a job, and no label's values grow with the traffic; which request or execution a slow one was is told by
            the exemplars of the histograms, each of which is a sampled trace (ask with
            `Accept: application/openmetrics-text`).
            """.formatted(AGAIN);

    private static final String TAIL = """

            ## Of the libraries

            A gateway also shows what its libraries measure, under their own names: `jvm_*` (memory, collections, threads, classes),
            `process_*` and `system_*` (CPU, files, start), `netty_*` and `worker_pool_*` (allocators and threads of the
            server). Their labels are names of pools and threads of ours.
            """;

    private static String page() {
        return HEAD
                + section("Of a gateway", Metrics.ofGateway())
                + section("Of a worker", Metrics.ofWorker())
                + labels()
                + TAIL;
    }

    private static String section(String title, List<Metric> metrics) {
        return "\n## %s\n\n| name | type | unit | labels | meaning |\n|---|---|---|---|---|\n".formatted(title)
                + metrics.stream()
                        .map(each -> "| `%s` | %s | `%s` | %s | %s |\n"
                                .formatted(
                                        each.name(),
                                        each.kind().word(),
                                        each.unit(),
                                        each.labels().stream()
                                                .map(label -> "`" + label.key() + "`")
                                                .collect(Collectors.joining(", ")),
                                        each.meaning()))
                        .collect(Collectors.joining());
    }

    private static String labels() {
        Set<MetricLabel> used = Stream.concat(Metrics.ofGateway().stream(), Metrics.ofWorker().stream())
                .flatMap(metric -> metric.labels().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return "\n## Labels\n\n| label | values |\n|---|---|\n"
                + used.stream()
                        .map(label -> "| `%s` | %s |\n".formatted(label.key(), label.known()))
                        .collect(Collectors.joining());
    }

    @Test
    void thePageSaysWhatIsDeclared() throws IOException {
        if (System.getProperty("metrics.write") != null) {
            Files.writeString(PAGE, page());
        }

        assertThat(PAGE).as("make it anew: " + AGAIN).content().isEqualTo(page());
    }

    @Test
    void everyDeclaredLabelIsUsed() {
        assertThat(Stream.concat(Metrics.ofGateway().stream(), Metrics.ofWorker().stream())
                        .flatMap(metric -> metric.labels().stream()))
                .contains(MetricLabel.values());
    }

    @Test
    void noTwoMetricsOfAProcessShareAName() {
        assertThat(Metrics.ofGateway().stream().map(Metric::prometheus)).doesNotHaveDuplicates();
        assertThat(Metrics.ofWorker().stream().map(Metric::prometheus)).doesNotHaveDuplicates();
    }
}
