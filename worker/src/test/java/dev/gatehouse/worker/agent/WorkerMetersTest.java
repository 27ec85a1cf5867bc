package dev.gatehouse.worker.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.observability.Metric;
import dev.gatehouse.observability.Metrics;
import dev.gatehouse.worker.Ending;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WorkerMetersTest {
    private final InMemoryMetricReader reader = InMemoryMetricReader.create();
    private final OpenTelemetrySdk telemetry = OpenTelemetrySdk.builder()
            .setMeterProvider(
                    SdkMeterProvider.builder().registerMetricReader(reader).build())
            .build();
    private final AtomicLong nanos = new AtomicLong();
    private final AwayTime away = new AwayTime(nanos::get);

    private Map<String, MetricData> measured() {
        return reader.collectAllMetrics().stream().collect(Collectors.toMap(MetricData::getName, each -> each));
    }

    private static long sum(MetricData metric) {
        return metric.getLongSumData().getPoints().stream()
                .mapToLong(LongPointData::getValue)
                .sum();
    }

    @Test
    void measuresWhatIsDeclaredAndNothingElse() {
        try (var meters = new WorkerMeters(telemetry, () -> 2, () -> 1, away::seconds)) {
            meters.started(Duration.ofMillis(3));
            meters.ended(Ending.failed(1, "exit_code"), Duration.ofSeconds(2), 17);

            Map<String, MetricData> measured = measured();

            assertThat(measured.keySet())
                    .containsExactlyInAnyOrderElementsOf(
                            Metrics.ofWorker().stream().map(Metric::name).toList());
            assertThat(sum(measured.get("gatehouse.worker.log.dropped"))).isEqualTo(17);
            assertThat(measured.get("cicd.pipeline.run.duration")
                            .getHistogramData()
                            .getPoints())
                    .singleElement()
                    .satisfies(point -> {
                        assertThat(point.getSum()).isEqualTo(2);
                        assertThat(point.getAttributes().asMap().values())
                                .containsExactlyInAnyOrder("executing", "failed");
                    });
        }
    }

    @Test
    void addsNoSeriesForTenThousandExecutions() {
        try (var meters = new WorkerMeters(telemetry, () -> 0, () -> 0, away::seconds)) {
            for (int i = 0; i < 10_000; i++) {
                meters.started(Duration.ofMillis(i));
                meters.ended(Ending.failed(i, "code_" + i), Duration.ofMillis(i), i);
            }

            assertThat(reader.collectAllMetrics())
                    .allSatisfy(
                            metric -> assertThat(metric.getData().getPoints()).hasSizeLessThanOrEqualTo(1));
        }
    }

    @Test
    void countsTheTimeFromTheFirstFailureToTheNextAnswer() {
        away.heard(true);
        nanos.addAndGet(5_000_000_000L);
        away.heard(false);
        nanos.addAndGet(2_000_000_000L);
        away.heard(false);
        nanos.addAndGet(1_000_000_000L);

        assertThat(away.seconds()).isEqualTo(3);

        away.heard(true);
        nanos.addAndGet(9_000_000_000L);
        away.heard(true);

        assertThat(away.seconds()).isEqualTo(3);
    }
}
