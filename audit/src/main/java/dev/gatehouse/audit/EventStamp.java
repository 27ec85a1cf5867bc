package dev.gatehouse.audit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * What the moment of writing adds to an event: its id, its tenant, its number within the execution (0 without one), and
 * the database's time in whole milliseconds.
 */
public record EventStamp(UUID id, String tenant, int n, Instant at) {
    public EventStamp {
        if (n < 0) {
            throw new IllegalArgumentException("a negative event number");
        }
        at = at.truncatedTo(ChronoUnit.MILLIS);
    }
}
