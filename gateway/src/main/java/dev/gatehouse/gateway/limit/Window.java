package dev.gatehouse.gateway.limit;

import java.time.Duration;
import java.time.Instant;

/** One of the windows of a quota, which follow each other without a gap from 1970-01-01T00:00:00Z on. */
record Window(Duration length, Instant end) {
    /** The window that the time is in; it begins with its first instant and ends before its last. */
    static Window at(Instant now, Duration length) {
        long begun = Math.floorDiv(now.getEpochSecond(), length.toSeconds());
        return new Window(length, Instant.ofEpochSecond((begun + 1) * length.toSeconds()));
    }

    Duration left(Instant now) {
        return Duration.between(now, end);
    }
}
