package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.database.Transactions;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Takes the logs of running executions. */
@Singleton
public final class LogChunks {
    /** Of one attempt: 10 MiB of output, and the marks that a worker adds. */
    static final long MAX_BYTES = 11L << 20;

    private static final String HOLDER = """
            SELECT e.state, e.fence, e.attempt, e.log_bytes, s.worker_id = ? AS mine
            FROM execution e LEFT JOIN worker_session s ON s.tenant = e.tenant AND s.id = e.session_id
            WHERE e.tenant = ? AND e.id = ? AND e.worker_group = ?
            FOR UPDATE OF e""";

    private final Transactions transactions;

    LogChunks(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Stores chunks of the attempt that the lease runs; the same chunk again changes nothing. */
    public LogOutcome append(WorkerSession session, Lease lease, int attempt, List<LogPiece> pieces) {
        return transactions.run(connection -> append(connection, session, lease, attempt, pieces));
    }

    private static LogOutcome append(
            Connection connection, WorkerSession session, Lease lease, int attempt, List<LogPiece> pieces)
            throws SQLException {
        record Holder(boolean current, long bytes) {}
        var holder = Sql.of(
                        connection,
                        HOLDER,
                        session.worker(),
                        session.tenant(),
                        lease.execution().value(),
                        session.group())
                .first(row -> new Holder(
                        row.getString("state").equals("RUNNING")
                                && row.getLong("fence") == lease.fence()
                                && row.getInt("attempt") == attempt
                                && row.getBoolean("mine"),
                        row.getLong("log_bytes")));
        if (holder.isEmpty()) {
            return new LogOutcome.Unknown();
        }
        if (!holder.get().current()) {
            return new LogOutcome.Stale();
        }
        long added = pieces.stream().mapToLong(piece -> piece.bytes().length).sum();
        if (holder.get().bytes() + added > MAX_BYTES * attempt) {
            return new LogOutcome.TooLarge();
        }
        store(connection, session.tenant(), lease, attempt, pieces);
        return new LogOutcome.Stored();
    }

    private static void store(Connection connection, String tenant, Lease lease, int attempt, List<LogPiece> pieces)
            throws SQLException {
        long added = 0;
        for (LogPiece piece : pieces) {
            byte[] bytes = piece.bytes();
            int rows = Sql.of(
                            connection,
                            """
                            INSERT INTO log_chunk (tenant, execution_id, attempt, seq, stream, bytes)
                            VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""",
                            tenant,
                            lease.execution().value(),
                            attempt,
                            piece.seq(),
                            piece.stream(),
                            bytes)
                    .update();
            added += rows == 0 ? 0 : bytes.length;
        }
        Sql.of(
                        connection,
                        "UPDATE execution SET log_bytes = log_bytes + ? WHERE tenant = ? AND id = ?",
                        added,
                        tenant,
                        lease.execution().value())
                .update();
    }
}
