package dev.gatehouse.gateway.limit;

import dev.gatehouse.gateway.problem.Problem;
import java.time.Duration;
import java.util.Map;

/**
 * A limit has no room for one more.
 *
 * @param after how long there may be
 */
public record LimitReached(LimitName limit, Duration after) {
    /** What the caller hears: which limit, and when to come again. */
    public Problem problem() {
        return Problem.of(429, limit.kind().code(), detail())
                .with(Map.of("limit", limit.body()))
                .withRetryAfter(wholeSeconds(after));
    }

    private String detail() {
        return switch (limit.kind()) {
            case RATE -> "Too many requests to start something. Wait as long as Retry-After says.";
            case EXECUTIONS ->
                "No more executions are accepted before the window ends. Wait as long as Retry-After says, or ask for a"
                        + " larger quota.";
            case CONCURRENCY ->
                "As many executions as may run at once are accepted already. Try again when one has ended.";
        };
    }

    /** Never shorter than the wait itself. */
    private static Duration wholeSeconds(Duration wait) {
        return Duration.ofSeconds(Math.max(1, wait.plusNanos(999_999_999).toSeconds()));
    }
}
