package dev.gatehouse.worker.agent;

import java.util.function.LongSupplier;

/** How long the gateway was away, from the first call that failed to the next that was answered. Thread-safe. */
final class AwayTime {
    private final LongSupplier nanos;
    private long before;
    private boolean away;
    private long since;

    AwayTime(LongSupplier nanos) {
        this.nanos = nanos;
    }

    synchronized void heard(boolean answered) {
        if (answered && away) {
            before += nanos.getAsLong() - since;
        } else if (!answered && !away) {
            since = nanos.getAsLong();
        }
        away = !answered;
    }

    /** In all, the time it is away just now counted in. */
    synchronized double seconds() {
        return (before + (away ? nanos.getAsLong() - since : 0)) / 1e9;
    }
}
