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
    private static final String CLAIM = """
            WITH picked AS (
                SELECT q.execution_id
                FROM queue q JOIN execution e ON e.tenant = q.tenant AND e.id = q.execution_id
                WHERE q.tenant = ? AND q.worker_group = ? AND q.not_before <= now() AND e.state = 'QUEUED'
                  AND EXISTS (SELECT 1 FROM worker_session s
                              WHERE s.tenant = q.tenant AND s.id = ? AND s.ended_at IS NULL AND s.expires_at > now())
                ORDER BY q.priority DESC, q.not_before, q.execution_id
                LIMIT ?
                FOR UPDATE OF q, e SKIP LOCKED),
            taken AS (
                DELETE FROM queue q USING picked p
                WHERE q.tenant = ? AND q.worker_group = ? AND q.execution_id = p.execution_id
                RETURNING q.execution_id)
            UPDATE execution e
            SET state = 'LEASED', state_at = now(), fence = e.fence + 1, session_id = ?, leased_at = now(),
                missed = 0, missed_at = NULL
            FROM taken t
            WHERE e.tenant = ? AND e.id = t.execution_id
            RETURNING e.id, e.fence, e.attempt + 1 AS attempt, e.traceparent""";

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
                        session.id(),
                        command.max(),
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
