package dev.gatehouse.gateway.execution;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Remembers what a group commit tells its observer. */
class CountedBatches implements BatchObserver {
    final List<Integer> sizes = new CopyOnWriteArrayList<>();
    final List<Duration> waits = new CopyOnWriteArrayList<>();
    final AtomicInteger halved = new AtomicInteger();
    final AtomicInteger refused = new AtomicInteger();

    @Override
    public void written(int commands, Duration waited, Duration took) {
        sizes.add(commands);
        waits.add(waited);
    }

    @Override
    public void halved() {
        halved.incrementAndGet();
    }

    @Override
    public void refused() {
        refused.incrementAndGet();
    }
}
