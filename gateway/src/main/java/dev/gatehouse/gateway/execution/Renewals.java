package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.worker.Protocol;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/**
 * What a renewal says about executions: one that is named is alive, belongs to the renewed session from then on, and its
 * envelope has arrived; a running one that two renewals in a row leave out is lost.
 */
@Singleton
public final class Renewals {
    /** Rows are locked in the order that everybody keeps, before any is changed. */
    private static final String ALIVE = """
            WITH mine AS (
                SELECT e.tenant, e.id
                FROM unnest(?::uuid[], ?::bigint[]) AS held (id, fence)
                JOIN execution e ON e.tenant = ? AND e.id = held.id AND e.fence = held.fence
                JOIN worker_session s ON s.tenant = e.tenant AND s.id = e.session_id
                WHERE e.state = 'RUNNING' AND s.worker_id = ? AND (e.missed > 0 OR e.session_id <> ?)
                ORDER BY e.tenant, e.id FOR UPDATE OF e)
            UPDATE execution e SET missed = 0, missed_at = NULL, session_id = ?
            FROM mine WHERE e.tenant = mine.tenant AND e.id = mine.id""";

    private static final String ARRIVED = """
            WITH mine AS (
                SELECT v.tenant, v.execution_id, v.fence
                FROM unnest(?::uuid[], ?::bigint[]) AS held (id, fence)
                JOIN envelope v ON v.tenant = ? AND v.execution_id = held.id AND v.fence = held.fence
                JOIN worker_session s ON s.tenant = v.tenant AND s.id = v.session_id
                WHERE v.acknowledged_at IS NULL AND s.worker_id = ?
                ORDER BY v.tenant, v.execution_id FOR UPDATE OF v)
            UPDATE envelope v SET sealed = NULL, acknowledged_at = now()
            FROM mine WHERE v.tenant = mine.tenant AND v.execution_id = mine.execution_id AND v.fence = mine.fence""";

    private static final String MISSED = """
            WITH silent AS (
                SELECT e.tenant, e.id
                FROM worker_session s
                JOIN execution e ON e.tenant = s.tenant AND e.session_id = s.id
                WHERE s.tenant = ? AND s.worker_id = ? AND e.state = 'RUNNING' AND NOT e.id = ANY (?::uuid[])
                  AND coalesce(e.missed_at, e.started_at) + ? * interval '1 millisecond' < now()
                  AND (e.started_at + ? * interval '1 millisecond' < now() OR NOT EXISTS (
                    SELECT 1 FROM envelope v
                    WHERE v.tenant = e.tenant AND v.execution_id = e.id AND v.fence = e.fence
                      AND v.acknowledged_at IS NULL))
                ORDER BY e.tenant, e.id FOR UPDATE OF e)
            UPDATE execution e SET missed = e.missed + 1, missed_at = now()
            FROM silent WHERE e.tenant = silent.tenant AND e.id = silent.id""";

    private static final String OVER = """
            SELECT held.id, held.fence
            FROM unnest(?::uuid[], ?::bigint[]) AS held (id, fence)
            WHERE NOT EXISTS (
                SELECT 1 FROM execution e JOIN worker_session s ON s.tenant = e.tenant AND s.id = e.session_id
                WHERE e.tenant = ? AND e.id = held.id AND e.fence = held.fence AND e.state = 'RUNNING'
                  AND s.worker_id = ?)""";

    private final Transactions transactions;
    private final ExecutionConfig config;

    Renewals(Transactions transactions, ExecutionConfig config) {
        this.transactions = transactions;
        this.config = config;
    }

    /**
     * Takes the whole list of what the worker runs or has yet to report; call it after the session is renewed.
     *
     * <p>A worker renews whenever something starts, and in between it cannot name an execution whose start it has not
     * yet heard of. So only misses count that are some time away from the start, and from each other; and as long as
     * nobody knows whether the start's answer arrived, none that it may still be under way for.
     *
     * @return those that do not run any more, as far as the record says: a worker that was silent for too long may still
     *     run what was lost meanwhile
     */
    public List<Lease> renewed(WorkerSession session, List<Lease> held) {
        return transactions.run(connection -> renewed(connection, session, held));
    }

    private List<Lease> renewed(Connection connection, WorkerSession session, List<Lease> held) throws SQLException {
        Array ids = connection.createArrayOf(
                "uuid", held.stream().map(lease -> lease.execution().value()).toArray());
        Array fences = connection.createArrayOf(
                "bigint", held.stream().map(Lease::fence).toArray());
        Sql.of(connection, ALIVE, ids, fences, session.tenant(), session.worker(), session.id(), session.id())
                .update();
        Sql.of(connection, ARRIVED, ids, fences, session.tenant(), session.worker())
                .update();
        long apart = config.missesApart().toMillis();
        long unheard = apart + Protocol.START_PATIENCE.toMillis();
        Sql.of(connection, MISSED, session.tenant(), session.worker(), ids, apart, unheard)
                .update();
        if (held.isEmpty()) {
            return held;
        }
        return Sql.of(connection, OVER, ids, fences, session.tenant(), session.worker())
                .list(row -> new Lease(new ExecutionId(row.getObject("id", UUID.class)), row.getLong("fence")));
    }
}
