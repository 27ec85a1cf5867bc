package dev.gatehouse.gateway.telemetry;

import dev.gatehouse.observability.Metric;
import dev.gatehouse.observability.MetricLabel;
import dev.gatehouse.observability.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The meters of declared metrics, each made once. A label never gets more values than it has room for, whoever brings
 * them, so the number of series has an end. Thread-safe; to find a meter again takes no lock.
 */
@Singleton
public final class Meters {
    private final MeterRegistry registry;
    private final ConcurrentMap<Series, Object> made = new ConcurrentHashMap<>();
    private final Map<MetricLabel, Set<String>> seen = new EnumMap<>(MetricLabel.class);

    public Meters(MeterRegistry registry) {
        this.registry = registry;
        for (MetricLabel label : MetricLabel.values()) {
            seen.put(label, ConcurrentHashMap.newKeySet());
        }
    }

    private record Series(Metric metric, List<String> values) {
        Tags tags() {
            List<Tag> tags = new ArrayList<>();
            for (int i = 0; i < values.size(); i++) {
                tags.add(Tag.of(metric.labels().get(i).key(), values.get(i)));
            }
            return Tags.of(tags);
        }
    }

    /** One of a value for each of the metric's labels, in their order. */
    public Counter counter(Metric metric, String... values) {
        return made(
                Counter.class,
                metric,
                values,
                (series, tags) -> Counter.builder(metric.name())
                        .description(metric.meaning())
                        .tags(tags)
                        .register(registry));
    }

    /** Of a histogram of seconds. */
    public Timer timer(Metric metric, String... values) {
        return made(
                Timer.class,
                metric,
                values,
                (series, tags) -> Timer.builder(metric.name())
                        .description(metric.meaning())
                        .serviceLevelObjectives(metric.buckets().stream()
                                .map(seconds -> Duration.ofNanos(Math.round(seconds * 1e9)))
                                .toArray(Duration[]::new))
                        .tags(tags)
                        .register(registry));
    }

    /** Of a histogram of numbers. */
    public DistributionSummary summary(Metric metric, String... values) {
        return made(
                DistributionSummary.class,
                metric,
                values,
                (series, tags) -> DistributionSummary.builder(metric.name())
                        .description(metric.meaning())
                        .serviceLevelObjectives(metric.buckets().stream()
                                .mapToDouble(each -> each)
                                .toArray())
                        .tags(tags)
                        .register(registry));
    }

    /** Shows what the state says whenever it is asked; the state is kept alive. */
    public <T> void gauge(Metric metric, T state, ToDoubleFunction<T> value, String... values) {
        made(
                Gauge.class,
                metric,
                values,
                (series, tags) -> Gauge.builder(metric.name(), state, value)
                        .description(metric.meaning())
                        .strongReference(true)
                        .baseUnit(baseUnit(metric))
                        .tags(tags)
                        .register(registry));
    }

    /** Measures a cache, from now on. */
    public CacheMeter cache(String name, IntSupplier size) {
        gauge(Metrics.CACHE_SIZE, size, IntSupplier::getAsInt, name);
        return new CacheMeter(
                counter(Metrics.CACHE_REQUESTS, name, "hit"), counter(Metrics.CACHE_REQUESTS, name, "miss"));
    }

    /** A gauge whose series are replaced as a whole. */
    public Rows rows(Metric metric) {
        return new Rows(
                metric,
                MultiGauge.builder(metric.name())
                        .description(metric.meaning())
                        .baseUnit(baseUnit(metric))
                        .register(registry));
    }

    /** The series of one gauge. */
    public final class Rows {
        private final Metric metric;
        private final MultiGauge gauge;

        private Rows(Metric metric, MultiGauge gauge) {
            this.metric = metric;
            this.gauge = gauge;
        }

        /**
         * Shows these numbers and no others.
         *
         * @param merged what two of them are together, where both are {@link MetricLabel#OTHER}
         */
        public void show(Map<List<String>, Double> numbers, BiFunction<Double, Double, Double> merged) {
            Map<Series, Double> bounded = numbers.entrySet().stream()
                    .collect(Collectors.toMap(
                            each -> new Series(metric, bounded(metric, each.getKey())),
                            Map.Entry::getValue,
                            merged::apply));
            gauge.register(
                    bounded.entrySet().stream()
                            .<MultiGauge.Row<?>>map(
                                    each -> MultiGauge.Row.of(each.getKey().tags(), each.getValue()))
                            .toList(),
                    true);
        }
    }

    private <M> M made(Class<M> type, Metric metric, String[] values, BiFunction<Series, Tags, M> make) {
        var series = new Series(metric, bounded(metric, Arrays.asList(values)));
        Object known = made.get(series);
        return type.cast(known != null ? known : made.computeIfAbsent(series, each -> make.apply(each, each.tags())));
    }

    private List<String> bounded(Metric metric, List<String> values) {
        if (values.size() != metric.labels().size()) {
            throw new IllegalArgumentException(metric.name() + " has other labels");
        }
        String[] bounded = new String[values.size()];
        for (int i = 0; i < bounded.length; i++) {
            bounded[i] = bounded(metric.labels().get(i), values.get(i));
        }
        return Arrays.asList(bounded);
    }

    private String bounded(MetricLabel label, String value) {
        Set<String> known = seen.get(label);
        if (known == null || known.contains(value)) {
            return value;
        }
        synchronized (known) {
            return known.size() < label.room() && known.add(value) ? value : MetricLabel.OTHER;
        }
    }

    private static @Nullable String baseUnit(Metric metric) {
        return metric.unit().equals("s") ? "seconds" : null;
    }
}
