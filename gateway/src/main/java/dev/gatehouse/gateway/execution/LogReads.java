package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.policy.ExecutionReadPermit;
import dev.gatehouse.policy.Permission;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The stored logs of executions, as they are read. */
@Singleton
final class LogReads {
    /** So that a page stays below four mebibytes, with chunks of 64 KiB. */
    private static final int LONGEST_PAGE = 64;

    private static final String SELECT = """
            SELECT attempt, seq, stream, at, bytes
            FROM log_chunk
            WHERE tenant = ? AND execution_id = ? AND (attempt, seq) > (?, ?)
            ORDER BY attempt, seq
            LIMIT ?""";

    private final Transactions transactions;

    LogReads(Transactions transactions) {
        this.transactions = transactions;
    }

    /** One chunk, its bytes in base64. */
    record Chunk(int attempt, long seq, String stream, Instant at, String bytes) {
        LogPosition position() {
            return new LogPosition(attempt, seq);
        }
    }

    Page<Chunk> page(ExecutionReadPermit permit, LogPosition after, int limit) {
        if (!permit.permission().equals(Permission.LOG_READ)) {
            throw new IllegalArgumentException("a permit for something else than logs");
        }
        int items = Math.min(limit, LONGEST_PAGE);
        List<Chunk> found = transactions.run(connection -> Sql.of(
                        connection,
                        SELECT,
                        permit.subject().tenant(),
                        permit.execution().value(),
                        after.attempt(),
                        after.seq(),
                        items + 1)
                .list(row -> new Chunk(
                        row.getInt("attempt"),
                        row.getLong("seq"),
                        row.getString("stream"),
                        Sql.instant(row, "at").orElseThrow(),
                        Base64.getEncoder().encodeToString(row.getBytes("bytes")))));
        return Page.of(found, items, chunk -> chunk.position().toString());
    }

    /** All bytes, as the processes wrote them. */
    void copy(ExecutionReadPermit permit, OutputStream out) throws IOException {
        Optional<LogPosition> after = Optional.of(LogPosition.START);
        while (after.isPresent()) {
            Page<Chunk> page = page(permit, after.get(), LONGEST_PAGE);
            for (Chunk chunk : page.items()) {
                out.write(Base64.getDecoder().decode(chunk.bytes()));
            }
            after = page.next().flatMap(LogPosition::parse);
        }
    }
}
