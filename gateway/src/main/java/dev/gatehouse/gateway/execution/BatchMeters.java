package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.telemetry.Meters;
import dev.gatehouse.observability.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** Measures the batches of one group commit. */
final class BatchMeters implements BatchObserver {
    private final DistributionSummary size;
    private final Timer wait;
    private final Timer duration;
    private final Counter halved;
    private final Counter refused;

    /**
     * @param batch what shares the commit
     */
    BatchMeters(Meters meters, String batch) {
        this.size = meters.summary(Metrics.BATCH_SIZE, batch);
        this.wait = meters.timer(Metrics.BATCH_WAIT, batch);
        this.duration = meters.timer(Metrics.BATCH_DURATION, batch);
        this.halved = meters.counter(Metrics.BATCH_HALVED, batch);
        this.refused = meters.counter(Metrics.BATCH_REFUSED, batch);
    }

    @Override
    public void written(int commands, Duration waited, Duration took) {
        size.record(commands);
        wait.record(waited);
        duration.record(took);
    }

    @Override
    public void halved() {
        halved.increment();
    }

    @Override
    public void refused() {
        refused.increment();
    }
}
