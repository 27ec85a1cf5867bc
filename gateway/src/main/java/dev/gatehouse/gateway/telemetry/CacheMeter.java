package dev.gatehouse.gateway.telemetry;

import io.micrometer.core.instrument.Counter;

/** Counts how often a cache had what it was asked for. Thread-safe. */
public final class CacheMeter {
    private final Counter hits;
    private final Counter misses;

    CacheMeter(Counter hits, Counter misses) {
        this.hits = hits;
        this.misses = misses;
    }

    public void asked(boolean hit) {
        (hit ? hits : misses).increment();
    }
}
