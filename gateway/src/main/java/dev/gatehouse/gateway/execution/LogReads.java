package dev.gatehouse.gateway.execution;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.policy.ExecutionReadPermit;
import dev.gatehouse.policy.Permission;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

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

    /** The first chunk, and those after it while they come to no more than 64 KiB together. */
    private static final String TAIL = """
            SELECT attempt, seq, stream, at, bytes
            FROM (
                SELECT next.*, sum(octet_length(bytes)) OVER (ORDER BY attempt, seq) AS total
                FROM (
                    SELECT attempt, seq, stream, at, bytes
                    FROM log_chunk
                    WHERE tenant = ? AND execution_id = ? AND (attempt, seq) > (?, ?)
                    ORDER BY attempt, seq
                    LIMIT ?) next) counted
            WHERE total - octet_length(bytes) < 65536
            ORDER BY attempt, seq""";

    private static final int LONGEST_TAIL = 256;

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

    /**
     * One chunk as a stream shows it, its bytes in one of two forms.
     *
     * @param text the bytes, where they are UTF-8
     * @param base64 the bytes, where they are not
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Line(int attempt, long seq, String stream, Instant at, Optional<String> text, Optional<String> base64) {
        @JsonIgnore
        LogPosition position() {
            return new LogPosition(attempt, seq);
        }
    }

    /** @param state as it was before the lines were read: where it is terminal, there are no more */
    record Tail(ExecutionState state, List<Line> lines) {
        Tail {
            lines = List.copyOf(lines);
        }
    }

    /** What comes after the position, in small pages; nothing when the execution is gone. */
    Optional<Tail> tail(ExecutionReadPermit permit, LogPosition after) {
        requireLogs(permit);
        String tenant = permit.subject().tenant();
        UUID execution = permit.execution().value();
        return transactions.run(connection -> {
            var state = Sql.of(connection, "SELECT state FROM execution WHERE tenant = ? AND id = ?", tenant, execution)
                    .first(row -> ExecutionState.valueOf(row.getString("state")));
            if (state.isEmpty()) {
                return Optional.empty();
            }
            List<Line> lines = Sql.of(connection, TAIL, tenant, execution, after.attempt(), after.seq(), LONGEST_TAIL)
                    .list(LogReads::line);
            return Optional.of(new Tail(state.get(), lines));
        });
    }

    private static Line line(ResultSet row) throws SQLException {
        byte[] bytes = row.getBytes("bytes");
        Optional<String> text = text(bytes);
        return new Line(
                row.getInt("attempt"),
                row.getLong("seq"),
                row.getString("stream"),
                Sql.instant(row, "at").orElseThrow(),
                text,
                text.isPresent()
                        ? Optional.empty()
                        : Optional.of(Base64.getEncoder().encodeToString(bytes)));
    }

    private static Optional<String> text(byte[] bytes) {
        try {
            return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException binary) {
            return Optional.empty();
        }
    }

    private static void requireLogs(ExecutionReadPermit permit) {
        if (!permit.permission().equals(Permission.LOG_READ)) {
            throw new IllegalArgumentException("a permit for something else than logs");
        }
    }

    Page<Chunk> page(ExecutionReadPermit permit, LogPosition after, int limit) {
        requireLogs(permit);
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
