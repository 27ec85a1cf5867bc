package dev.gatehouse.gateway.execution;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.ToIntFunction;

/**
 * How many of something there are, counted at most once a second, and less often the more room there is below a limit: for
 * limits that protect the database and need not be exact. Thread-safe.
 *
 * @param <K> of what is counted apart
 */
final class RoughCounts<K> {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    /** More than all gateways of an installation accept in a second. */
    private static final int FILLED_PER_SECOND = 10_000;

    private static final int MOST_KNOWN = 10_000;

    private final InstantSource clock;
    private final int limit;
    private final ToIntFunction<K> count;
    private final ConcurrentMap<K, Count> counts = new ConcurrentHashMap<>();

    /** @param count looks how many there are, and no further than to the limit */
    RoughCounts(InstantSource clock, int limit, ToIntFunction<K> count) {
        this.clock = clock;
        this.limit = limit;
        this.count = count;
    }

    private record Count(int there, Instant at) {
        /** Known until the room that was left may have been filled. */
        boolean holds(int limit, Instant now) {
            Duration filled = Duration.ofSeconds((limit - there) / FILLED_PER_SECOND);
            Duration known =
                    filled.compareTo(LONGEST) > 0 ? LONGEST : filled.compareTo(SHORTEST) < 0 ? SHORTEST : filled;
            return Duration.between(at, now).abs().compareTo(known) < 0;
        }
    }

    /** Whether there are as many as there may be. */
    boolean isFull(K key) {
        return there(key) >= limit;
    }

    private int there(K key) {
        Instant now = clock.instant();
        Count known = counts.get(key);
        if (known != null && known.holds(limit, now)) {
            return known.there();
        }
        if (known != null && !counts.replace(key, known, new Count(known.there(), now))) {
            // Somebody else counts just now.
            return known.there();
        }
        int there = count.applyAsInt(key);
        if (counts.size() > MOST_KNOWN) {
            counts.clear();
        }
        counts.put(key, new Count(there, now));
        return there;
    }
}
