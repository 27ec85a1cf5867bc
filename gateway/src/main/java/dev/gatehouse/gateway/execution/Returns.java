package dev.gatehouse.gateway.execution;

import dev.gatehouse.audit.ExecutionEvent.ExecutionReturned;
import dev.gatehouse.gateway.audit.AuditTrail;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Puts leased executions back into the queue. The caller holds the row's lock. */
@Singleton
final class Returns {
    static final String POISON = "poison";

    private final Closings closings;
    private final AuditTrail trail;
    private final ExecutionConfig config;

    Returns(Closings closings, AuditTrail trail, ExecutionConfig config) {
        this.closings = closings;
        this.trail = trail;
        this.config = config;
    }

    /** Policy or a store could not answer: later again, which costs no delivery and no attempt. */
    void unavailable(Connection connection, LockedExecution row, UUID worker, String cause) throws SQLException {
        back(connection, row, 0, 1, delay(row.delays()));
        trail.append(
                connection,
                row.tenant(),
                List.of(new ExecutionReturned(row.id(), Optional.of(worker), row.fence(), cause)));
    }

    /** Claimed and never started: claimable at once, and given up after too many of these. */
    void silent(Connection connection, LockedExecution row) throws SQLException {
        if (row.deliveries() + 1 >= config.silentDeliveries()) {
            closings.end(connection, row, Closing.unreported(ExecutionState.LOST, Optional.of(POISON)));
            return;
        }
        back(connection, row, 1, 0, Duration.ZERO);
        trail.append(
                connection,
                row.tenant(),
                List.of(new ExecutionReturned(row.id(), Optional.empty(), row.fence(), "lease_expired")));
    }

    /** Its attempt is over and another one is to follow after the wait; from then on it has its time in the queue again. */
    void again(Connection connection, LockedExecution row, Duration wait, Optional<Duration> queueTimeout)
            throws SQLException {
        back(connection, row, 0, 0, wait);
        Sql.of(
                        connection,
                        """
                        UPDATE execution
                        SET deliveries = 0, delays = 0, missed = 0, missed_at = NULL,
                            queue_until = now() + ? * interval '1 millisecond'
                        WHERE tenant = ? AND id = ?""",
                        queueTimeout.map(wait::plus).map(Duration::toMillis),
                        row.tenant(),
                        row.id().value())
                .update();
    }

    private Duration delay(int earlier) {
        Duration doubled = config.firstDelay().multipliedBy(1L << Math.min(earlier, 20));
        return doubled.compareTo(config.longestDelay()) < 0 ? doubled : config.longestDelay();
    }

    private static void back(Connection connection, LockedExecution row, int deliveries, int delays, Duration wait)
            throws SQLException {
        row.state().requireStepTo(ExecutionState.QUEUED);
        Sql.of(connection, """
                        UPDATE execution
                        SET state = 'QUEUED', state_at = now(), session_id = NULL, leased_at = NULL,
                            deliveries = deliveries + ?, delays = delays + ?
                        WHERE tenant = ? AND id = ?""", deliveries, delays, row.tenant(), row.id().value())
                .update();
        Sql.of(connection, """
                        INSERT INTO queue (tenant, worker_group, execution_id, priority, not_before)
                        VALUES (?, ?, ?, ?, now() + ? * interval '1 millisecond')""", row.tenant(), row.group(), row.id().value(), row.priority(), wait.toMillis())
                .update();
    }
}
