package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.database.Column.bigint;
import static dev.gatehouse.gateway.database.Column.integer;
import static dev.gatehouse.gateway.database.Column.smallint;
import static dev.gatehouse.gateway.database.Column.text;
import static dev.gatehouse.gateway.database.Column.uuid;

import dev.gatehouse.audit.ExecutionEvent;
import dev.gatehouse.audit.ExecutionEvent.ExecutionRetrying;
import dev.gatehouse.audit.ExecutionEvent.ExecutionReturned;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.audit.NumberedEvent;
import dev.gatehouse.gateway.limit.Slots;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Puts leased executions back into the queue. The caller holds the rows' locks. */
@Singleton
final class Returns {
    static final String POISON = "poison";

    private static final String BACK = """
            UPDATE execution e
            SET state = 'QUEUED', state_at = now(), session_id = NULL, leased_at = NULL, missed = 0, missed_at = NULL,
                deliveries = back.deliveries, delays = back.delays, events = e.events + 1,
                queue_until = coalesce(now() + back.queue_ms * interval '1 millisecond', e.queue_until)
            FROM unnest(?::text[], ?::uuid[], ?::integer[], ?::integer[], ?::bigint[])
                AS back (tenant, id, deliveries, delays, queue_ms)
            WHERE e.tenant = back.tenant AND e.id = back.id
            RETURNING e.tenant, e.id, e.events""";

    private static final String QUEUE = """
            INSERT INTO queue (tenant, worker_group, execution_id, priority, not_before)
            SELECT tenant, worker_group, id, priority, now() + wait * interval '1 millisecond'
            FROM unnest(?::text[], ?::text[], ?::uuid[], ?::smallint[], ?::bigint[])
                AS back (tenant, worker_group, id, priority, wait)""";

    private final Closings closings;
    private final AuditTrail trail;
    private final ExecutionConfig config;

    Returns(Closings closings, AuditTrail trail, ExecutionConfig config) {
        this.closings = closings;
        this.trail = trail;
        this.config = config;
    }

    /**
     * One way back of many.
     *
     * @param deliveries silent ones from now on
     * @param delays of this delivery from now on
     * @param queueTime how long it may wait from now on; where it was queued before, it keeps the time that it has
     */
    private record Back(
            LockedExecution row,
            int deliveries,
            int delays,
            Duration delay,
            Optional<Duration> queueTime,
            ExecutionEvent event) {}

    /** Another attempt is to follow, after the delay. */
    record Retry(LockedExecution row, Duration delay, Optional<Duration> queueTimeout, ExecutionRetrying event) {}

    /** Policy or a store could not answer: later again, which costs no delivery and no attempt. */
    void unavailable(Connection connection, LockedExecution row, UUID worker, String cause) throws SQLException {
        var event = new ExecutionReturned(row.id(), Optional.of(worker), row.fence(), cause);
        back(
                connection,
                List.of(new Back(
                        row, row.deliveries(), row.delays() + 1, delay(row.delays()), Optional.empty(), event)));
    }

    /** Claimed and never started: claimable at once, and given up after too many of these. */
    void silent(Connection connection, List<LockedExecution> rows) throws SQLException {
        var poison = Closing.unreported(ExecutionState.LOST, Optional.of(POISON));
        closings.end(
                connection,
                rows.stream()
                        .filter(this::isPoison)
                        .map(row -> new Closings.End(row, poison))
                        .toList());
        back(
                connection,
                rows.stream()
                        .filter(row -> !isPoison(row))
                        .map(row -> new Back(
                                row,
                                row.deliveries() + 1,
                                row.delays(),
                                Duration.ZERO,
                                Optional.empty(),
                                new ExecutionReturned(row.id(), Optional.empty(), row.fence(), "lease_expired")))
                        .toList());
    }

    /** Their worker goes and says so, or is sent away: claimable at once, which costs no delivery. */
    void departed(Connection connection, List<LockedExecution> rows, UUID worker, String reason) throws SQLException {
        back(
                connection,
                rows.stream()
                        .map(row -> new Back(
                                row,
                                row.deliveries(),
                                row.delays(),
                                Duration.ZERO,
                                Optional.empty(),
                                new ExecutionReturned(row.id(), Optional.of(worker), row.fence(), reason)))
                        .toList());
    }

    private boolean isPoison(LockedExecution row) {
        return row.deliveries() + 1 >= config.silentDeliveries();
    }

    /** Their attempts are over and others are to follow; from then on they have their time in the queue again. */
    void again(Connection connection, List<Retry> retries) throws SQLException {
        back(
                connection,
                retries.stream()
                        .map(each -> new Back(
                                each.row(),
                                0,
                                0,
                                each.delay(),
                                each.queueTimeout().map(each.delay()::plus),
                                each.event()))
                        .toList());
    }

    private Duration delay(int earlier) {
        Duration doubled = config.firstDelay().multipliedBy(1L << Math.min(earlier, 20));
        return doubled.compareTo(config.longestDelay()) < 0 ? doubled : config.longestDelay();
    }

    private void back(Connection connection, List<Back> returned) throws SQLException {
        if (returned.isEmpty()) {
            return;
        }
        returned.forEach(back -> back.row().state().requireStepTo(ExecutionState.QUEUED));
        SecretLeaseRows.revoke(connection, returned.stream().map(Back::row).toList());
        Sql back = Sql.ofColumns(
                connection,
                BACK,
                returned,
                text(each -> each.row().tenant()),
                uuid(each -> each.row().id().value()),
                integer(Back::deliveries),
                integer(Back::delays),
                bigint(each -> each.queueTime().map(Duration::toMillis)));
        List<NumberedEvent> events = EventNumbers.events(back, returned, Back::row, Back::event);
        Sql.ofColumns(
                        connection,
                        QUEUE,
                        returned,
                        text(each -> each.row().tenant()),
                        text(each -> each.row().group()),
                        uuid(each -> each.row().id().value()),
                        smallint(each -> each.row().priority()),
                        bigint(each -> each.delay().toMillis()))
                .update();
        Slots.giveBack(
                connection,
                returned.stream()
                        .map(Back::row)
                        .filter(LockedExecution::isLimited)
                        .map(LockedExecution::holder)
                        .toList());
        trail.record(connection, events);
    }
}
