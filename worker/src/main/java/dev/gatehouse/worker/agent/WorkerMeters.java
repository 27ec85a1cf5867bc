package dev.gatehouse.worker.agent;

import dev.gatehouse.observability.Metric;
import dev.gatehouse.observability.MetricLabel;
import dev.gatehouse.observability.Metrics;
import dev.gatehouse.worker.Ending;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;

/** What the worker counts and times. Thread-safe. */
final class WorkerMeters implements AutoCloseable {
    private static final AttributeKey<String> RESULT = AttributeKey.stringKey(MetricLabel.RESULT.key());
    private static final AttributeKey<String> RUN_STATE = AttributeKey.stringKey(MetricLabel.RUN_STATE.key());

    private final Meter meter;
    private final LongCounter started;
    private final LongCounter ended;
    private final LongCounter dropped;
    private final DoubleHistogram starts;
    private final DoubleHistogram runs;
    private final List<AutoCloseable> watched;

    /**
     * @param away seconds that the gateway was away so far
     */
    WorkerMeters(OpenTelemetry telemetry, IntSupplier running, IntSupplier spooled, DoubleSupplier away) {
        this.meter = telemetry.getMeter("dev.gatehouse.worker");
        this.started = counter(Metrics.WORKER_STARTED);
        this.ended = counter(Metrics.WORKER_ENDED);
        this.dropped = counter(Metrics.WORKER_LOG_DROPPED);
        this.starts = histogram(Metrics.WORKER_START_DURATION);
        this.runs = histogram(Metrics.RUN_DURATION);
        this.watched = List.of(
                gauge(Metrics.WORKER_RUNNING, running),
                gauge(Metrics.WORKER_SPOOL, spooled),
                meter.counterBuilder(Metrics.WORKER_AWAY.name())
                        .ofDoubles()
                        .setUnit(Metrics.WORKER_AWAY.unit())
                        .setDescription(Metrics.WORKER_AWAY.meaning())
                        .buildWithCallback(seconds -> seconds.record(away.getAsDouble())));
    }

    /** The gateway let an execution begin, and took so long to say so. */
    void started(Duration asked) {
        starts.record(seconds(asked));
        started.add(1);
    }

    /** An attempt is over; to be told within its span, which is the exemplar. */
    void ended(Ending ending, Duration ran, long droppedBytes) {
        String result = ending.outcome().name().toLowerCase(Locale.ROOT);
        ended.add(1, Attributes.of(RESULT, result));
        runs.record(seconds(ran), Attributes.of(RUN_STATE, "executing", RESULT, result));
        if (droppedBytes > 0) {
            dropped.add(droppedBytes);
        }
    }

    private LongCounter counter(Metric metric) {
        return meter.counterBuilder(metric.name())
                .setUnit(metric.unit())
                .setDescription(metric.meaning())
                .build();
    }

    private DoubleHistogram histogram(Metric metric) {
        return meter.histogramBuilder(metric.name())
                .setUnit(metric.unit())
                .setDescription(metric.meaning())
                .setExplicitBucketBoundariesAdvice(metric.buckets())
                .build();
    }

    private AutoCloseable gauge(Metric metric, IntSupplier value) {
        return meter.gaugeBuilder(metric.name())
                .ofLongs()
                .setUnit(metric.unit())
                .setDescription(metric.meaning())
                .buildWithCallback(gauge -> gauge.record(value.getAsInt()));
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }

    @Override
    public void close() {
        for (AutoCloseable each : watched) {
            try {
                each.close();
            } catch (Exception failure) {
                throw new IllegalStateException("an instrument that is watched no more", failure);
            }
        }
    }
}
