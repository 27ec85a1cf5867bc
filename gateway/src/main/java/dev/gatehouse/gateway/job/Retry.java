package dev.gatehouse.gateway.job;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How often a job may be started for one execution, and how long it waits in between. Each wait is twice the one before,
 * up to the longest, less a random part of at most a quarter, so that what failed together does not come back together.
 *
 * @param attempts in all, the first one included
 * @param backoff before the second attempt
 * @param maxBackoff the longest wait
 */
public record Retry(int attempts, Duration backoff, Duration maxBackoff) {
    /** A job that is started at most once. */
    public static final Retry NONE = new Retry(1, Duration.ZERO, Duration.ZERO);

    static final Duration BACKOFF = Duration.ofSeconds(10);
    static final Duration MAX_BACKOFF = Duration.ofMinutes(10);
    /** Twice as often reaches the longest wait of all from the shortest. */
    private static final int MOST_DOUBLINGS = 20;

    private static final int JITTER_PARTS = 4;

    public Retry {
        if (attempts < 1 || backoff.isNegative() || maxBackoff.compareTo(backoff) < 0) {
            throw new IllegalArgumentException("no attempt, or a wait longer than the longest");
        }
    }

    /** Whether another attempt may follow this one, the first of which is 1. */
    public boolean follows(int attempt) {
        return attempt < attempts;
    }

    /** The wait after this attempt; nothing when it was the last. */
    public Optional<Duration> waitAfter(int attempt, RandomGenerator random) {
        if (!follows(attempt)) {
            return Optional.empty();
        }
        Duration doubled = backoff.multipliedBy(1L << Math.min(attempt - 1, MOST_DOUBLINGS));
        long whole = (doubled.compareTo(maxBackoff) < 0 ? doubled : maxBackoff).toMillis();
        return Optional.of(Duration.ofMillis(whole - random.nextLong(whole / JITTER_PARTS + 1)));
    }
}
