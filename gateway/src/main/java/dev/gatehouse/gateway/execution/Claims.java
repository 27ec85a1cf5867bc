package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.observability.TraceParent;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/**
 * The claim transaction: work without secrets, handed to one session. Two claims never wait for each other and never get
 * the same execution.
 *
 * <p>Next on the tour: {@link StartPipeline}.
 */
@Singleton
public final class Claims {
    /**
     * The queue is read in its order and only as far as the claim goes; ids in an array are looked up one by one,
     * whatever the planner believes of the table. So a claim costs the same with a million executions.
     */
    private static final String CLAIM = """
            WITH picked AS (
                SELECT q.execution_id, q.priority, q.not_before
                FROM queue q
                WHERE q.tenant = ? AND q.worker_group = ? AND q.not_before <= now()
                  AND EXISTS (SELECT 1 FROM worker_session s
                              WHERE s.tenant = ? AND s.id = ? AND s.ended_at IS NULL AND s.expires_at > now())
                ORDER BY q.priority DESC, q.not_before, q.execution_id
                LIMIT ?
                FOR UPDATE SKIP LOCKED),
            locked AS (
                SELECT e.id
                FROM execution e
                WHERE e.tenant = ? AND e.id = ANY (ARRAY(SELECT execution_id FROM picked)) AND e.state = 'QUEUED'
                FOR UPDATE SKIP LOCKED),
            taken AS (
                DELETE FROM queue q
                WHERE q.tenant = ? AND q.worker_group = ? AND q.execution_id = ANY (ARRAY(SELECT id FROM locked))),
            leased AS (
                UPDATE execution e
                SET state = 'LEASED', state_at = now(), fence = e.fence + 1, session_id = ?, leased_at = now(),
                    missed = 0, missed_at = NULL
                WHERE e.tenant = ? AND e.id = ANY (ARRAY(SELECT id FROM locked))
                RETURNING e.id, e.fence, e.attempt + 1 AS attempt, e.traceparent)
            SELECT l.id, l.fence, l.attempt, l.traceparent
            FROM leased l JOIN picked p ON p.execution_id = l.id
            ORDER BY p.priority DESC, p.not_before, p.execution_id""";

    private final Transactions transactions;

    Claims(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Leases what is claimable now, highest priority first; an empty list when there is nothing. */
    public List<Claimed> claim(ClaimCommand command) {
        return transactions.run(connection -> claim(connection, command));
    }

    private static List<Claimed> claim(Connection connection, ClaimCommand command) throws SQLException {
        WorkerSession session = command.session();
        return Sql.of(
                        connection,
                        CLAIM,
                        session.tenant(),
                        session.group(),
                        session.tenant(),
                        session.id(),
                        command.max(),
                        session.tenant(),
                        session.tenant(),
                        session.group(),
                        session.id(),
                        session.tenant())
                .list(row -> new Claimed(
                        new Lease(new ExecutionId(row.getObject("id", UUID.class)), row.getLong("fence")),
                        row.getInt("attempt"),
                        Sql.text(row, "traceparent").flatMap(TraceParent::parse)));
    }
}
