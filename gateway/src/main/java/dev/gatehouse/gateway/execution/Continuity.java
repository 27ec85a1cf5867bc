package dev.gatehouse.gateway.execution;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether this gateway has been there, without a gap, for long enough that a silent worker must be silent by its own
 * fault. While the gateway was away nobody could renew, so after any gap it waits for one session's time to live.
 *
 * <p>For one thread.
 */
final class Continuity {
    private final Duration longestPause;
    private final Duration grace;
    private Optional<Instant> last = Optional.empty();
    private Instant since = Instant.MIN;

    Continuity(Duration longestPause, Duration grace) {
        this.longestPause = longestPause;
        this.grace = grace;
    }

    /** Notes a sign of life, and says whether others may be judged by theirs. */
    boolean mayJudge(Instant now) {
        boolean unbroken = last.filter(before ->
                        !now.isBefore(before) && Duration.between(before, now).compareTo(longestPause) <= 0)
                .isPresent();
        if (!unbroken) {
            since = now;
        }
        last = Optional.of(now);
        return Duration.between(since, now).compareTo(grace) >= 0;
    }

    /** Notes a gap: the database did not answer, so nobody could renew. */
    void broken() {
        last = Optional.empty();
    }
}
