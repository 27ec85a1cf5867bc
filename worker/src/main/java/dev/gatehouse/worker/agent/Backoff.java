package dev.gatehouse.worker.agent;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Growing pauses between tries, spread so that many workers do not come back at once. Belongs to one loop. */
final class Backoff {
    private static final long FIRST_MILLIS = 100;

    private final RandomGenerator random;
    private final Closing closing;
    private final long mostMillis;
    private long nextMillis = FIRST_MILLIS;

    Backoff(RandomGenerator random, Closing closing, Duration most) {
        this.random = random;
        this.closing = closing;
        this.mostMillis = most.toMillis();
    }

    /** Waits before the next try; false when the worker closes and no try is wanted. */
    boolean pause() {
        long millis = nextMillis / 2 + random.nextLong(nextMillis / 2 + 1);
        nextMillis = Math.min(mostMillis, nextMillis * 2);
        return !closing.await(Duration.ofMillis(millis));
    }

    void reset() {
        nextMillis = FIRST_MILLIS;
    }
}
