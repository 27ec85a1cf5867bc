package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.database.Transactions;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Takes the logs of running executions. */
@Singleton
public final class LogChunks {
    /** Of one attempt: 10 MiB of output, and the marks that a worker adds. Each start counts anew. */
    static final long MAX_BYTES = 11L << 20;

    /** Of one attempt: a chunk is a row, and a flood of single bytes would make ten million of them. */
    static final long MAX_CHUNKS = 1_000_000;

    private static final String HOLDER = """
            SELECT e.state, e.fence, e.attempt, e.log_bytes, s.worker_id = ? AS mine
            FROM execution e LEFT JOIN worker_session s ON s.tenant = e.tenant AND s.id = e.session_id
            WHERE e.tenant = ? AND e.id = ? AND e.worker_group = ?
            FOR UPDATE OF e""";

    private static final String HIGHEST = """
            SELECT seq FROM log_chunk WHERE tenant = ? AND execution_id = ? AND attempt = ?
            ORDER BY seq DESC LIMIT 1""";

    private static final String THERE = """
            SELECT count(*) AS found
            FROM unnest(?::bigint[]) AS repeated (seq)
            JOIN log_chunk c ON c.tenant = ? AND c.execution_id = ? AND c.attempt = ? AND c.seq = repeated.seq""";

    private final Transactions transactions;
    private final ExecutionNews news;

    LogChunks(Transactions transactions, ExecutionNews news) {
        this.transactions = transactions;
        this.news = news;
    }

    /**
     * Stores chunks of the attempt that the lease runs; the same chunk again changes nothing. Numbers only grow: who
     * reads on from the last number that was there misses nothing.
     */
    public LogOutcome append(WorkerSession session, Lease lease, int attempt, List<LogPiece> pieces) {
        LogOutcome outcome = transactions.run(connection -> append(connection, session, lease, attempt, pieces));
        news.changed(new ExecutionKey(session.tenant(), lease.execution()));
        return outcome;
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
        long highest = Sql.of(
                        connection, HIGHEST, session.tenant(), lease.execution().value(), attempt)
                .first(row -> row.getLong("seq"))
                .orElse(-1L);
        List<LogPiece> fresh =
                pieces.stream().filter(piece -> piece.seq() > highest).toList();
        if (!areThere(connection, session.tenant(), lease, attempt, repeated(pieces, highest))) {
            return new LogOutcome.OutOfOrder();
        }
        long added = fresh.stream().mapToLong(piece -> piece.bytes().length).sum();
        boolean tooMany = fresh.stream().anyMatch(piece -> piece.seq() >= MAX_CHUNKS);
        if (tooMany || holder.get().bytes() + added > MAX_BYTES) {
            return new LogOutcome.TooLarge();
        }
        store(connection, session.tenant(), lease, attempt, fresh);
        return new LogOutcome.Stored();
    }

    private static List<Long> repeated(List<LogPiece> pieces, long highest) {
        return pieces.stream()
                .map(LogPiece::seq)
                .filter(seq -> seq <= highest)
                .distinct()
                .toList();
    }

    private static boolean areThere(Connection connection, String tenant, Lease lease, int attempt, List<Long> numbers)
            throws SQLException {
        return numbers.isEmpty()
                || Sql.of(
                                connection,
                                THERE,
                                connection.createArrayOf("bigint", numbers.toArray()),
                                tenant,
                                lease.execution().value(),
                                attempt)
                        .first(row -> row.getInt("found") == numbers.size())
                        .orElse(false);
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
