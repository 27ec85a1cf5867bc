package dev.gatehouse.gateway.stop;

import org.jspecify.annotations.Nullable;

/**
 * The body of a request for a kill switch, as it came.
 *
 * @param level {@code BLOCK}, {@code DRAIN} or {@code KILL}
 * @param expires how long it is in force, as a duration; until somebody lifts it where absent
 */
record KillSwitchRequest(
        @Nullable Target extent,
        @Nullable String level,
        @Nullable String reason,
        @Nullable String expires) {
    /** What it stops: exactly one of them. */
    record Target(
            @Nullable Boolean tenant,
            @Nullable String namespace,
            @Nullable String job,
            @Nullable String workerGroup,
            @Nullable String subject) {}
}
