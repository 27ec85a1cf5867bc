package dev.gatehouse.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.observability.Metric;
import dev.gatehouse.observability.MetricLabel;
import dev.gatehouse.observability.Metrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetersTest {
    private static final int MANY = 10_000;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Meters meters = new Meters(registry);

    private long series(Metric metric) {
        return registry.getMeters().stream()
                .filter(meter -> meter.getId().getName().equals(metric.name()))
                .count();
    }

    @Test
    void makesAMeterOnce() {
        meters.counter(Metrics.ACCEPTED, "acme").increment();
        meters.counter(Metrics.ACCEPTED, "acme").increment();

        assertThat(registry.get(Metrics.ACCEPTED.name()).counter().count()).isEqualTo(2);
    }

    @Test
    void tenThousandTenantsAndReasonsAreAsManySeriesAsThereIsRoomFor() {
        for (int i = 0; i < MANY; i++) {
            meters.counter(Metrics.ACCEPTED, "tenant-" + i).increment();
            meters.counter(Metrics.FAILED_AUTHENTICATIONS, "reason_" + i).increment();
        }

        assertThat(series(Metrics.ACCEPTED)).isEqualTo(MetricLabel.TENANT.room() + 1);
        assertThat(series(Metrics.FAILED_AUTHENTICATIONS)).isEqualTo(MetricLabel.REASON.room() + 1);
        assertThat(registry.get(Metrics.ACCEPTED.name())
                        .tag(MetricLabel.TENANT.key(), MetricLabel.OTHER)
                        .counter()
                        .count())
                .isEqualTo(MANY - MetricLabel.TENANT.room());
    }

    @Test
    void groupsBeyondTheRoomAreAddedUp() {
        Map<List<String>, Double> depths = new HashMap<>();
        for (int i = 0; i < MANY; i++) {
            depths.put(List.of("acme/g" + i), 2.0);
        }
        var rows = meters.rows(Metrics.QUEUE_DEPTH);

        rows.show(depths, Double::sum);
        rows.show(depths, Double::sum);

        assertThat(series(Metrics.QUEUE_DEPTH)).isEqualTo(MetricLabel.GROUP.room() + 1);
        assertThat(registry.get(Metrics.QUEUE_DEPTH.name()).gauges().stream().mapToDouble(Gauge::value))
                .contains(2.0 * (MANY - MetricLabel.GROUP.room()));
    }

    @Test
    void aGroupWithoutAQueueIsShownNoMore() {
        var rows = meters.rows(Metrics.QUEUE_DEPTH);
        rows.show(Map.of(List.of("acme/a"), 1.0, List.of("acme/b"), 1.0), Double::sum);

        rows.show(Map.of(List.of("acme/b"), 4.0), Double::sum);

        assertThat(registry.get(Metrics.QUEUE_DEPTH.name()).gauges())
                .singleElement()
                .satisfies(gauge -> assertThat(gauge.value()).isEqualTo(4));
    }

    @Test
    void takesNoOtherLabelsThanThoseThatAreDeclared() {
        assertThatThrownBy(() -> meters.counter(Metrics.ACCEPTED)).isInstanceOf(IllegalArgumentException.class);
    }
}
