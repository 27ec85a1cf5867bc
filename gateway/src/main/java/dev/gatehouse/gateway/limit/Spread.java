package dev.gatehouse.gateway.limit;

import dev.gatehouse.gateway.limit.Limit.Rate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one tenant has used of its rates at this gateway. Thread-safe.
 *
 * <p>One number is kept for what a rate counts together: the time at which all requests so far would have been made, had
 * they been spread over the window (the generic cell rate algorithm of ATM networks, ITU-T I.371). It is forgotten when
 * that time is past; and of more than {@value #MOST}, the one that was asked longest ago is forgotten too.
 */
final class Spread {
    static final int MOST = 10_000;

    private final ReentrantLock lock = new ReentrantLock();
    /** The nanosecond up to which each is used; the one that was asked longest ago is the first. */
    private final LinkedHashMap<Counted, Long> used = new LinkedHashMap<>(16, 0.75f, true);

    /** Takes one of each, or none. */
    Optional<LimitReached> take(Start start, List<Rate> rates, long now) {
        lock.lock();
        try {
            for (Rate rate : rates) {
                long window = rate.window().toNanos();
                long wait = until(counted(rate, start), now) - now - (window - window / rate.requests());
                if (wait > 0) {
                    return Optional.of(new LimitReached(rate.name(), Duration.ofNanos(wait)));
                }
            }
            for (Rate rate : rates) {
                Counted counted = counted(rate, start);
                used.put(counted, until(counted, now) + rate.window().toNanos() / rate.requests());
            }
            forget(now);
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private static Counted counted(Rate rate, Start start) {
        return new Counted(rate, rate.per().key(start));
    }

    /** Never before now; and never further ahead than a window, wherever the clock was set to. */
    private long until(Counted counted, long now) {
        long until = used.getOrDefault(counted, now);
        return Math.clamp(until, now, now + counted.rate().window().toNanos());
    }

    /** Those that are used no more are as good as new. */
    private void forget(long now) {
        var eldest = used.entrySet().iterator();
        while (eldest.hasNext()) {
            Map.Entry<Counted, Long> each = eldest.next();
            if (each.getValue() > now && used.size() <= MOST) {
                return;
            }
            eldest.remove();
        }
    }

    private record Counted(Rate rate, String key) {}

    int size() {
        lock.lock();
        try {
            return used.size();
        } finally {
            lock.unlock();
        }
    }
}
