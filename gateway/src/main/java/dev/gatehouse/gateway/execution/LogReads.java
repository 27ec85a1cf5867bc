package dev.gatehouse.gateway.execution;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.policy.ExecutionReadPermit;
import dev.gatehouse.policy.Permission;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.sql.Connection;
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
    private static final int LONGEST_PAGE = 64;
    private static final int PAGE_BYTES = 1024 * 1024;

    /** What a reader who takes nothing more holds in memory, and what one look brings. */
    private static final int PIECE_BYTES = 64 * 1024;

    private static final int LONGEST_PIECE = 256;

    /** The first chunk, and those after it while they come to no more than so many bytes together. */
    private static final String SELECT = """
            SELECT attempt, seq, stream, at, bytes
            FROM (
                SELECT next.*, sum(octet_length(bytes)) OVER (ORDER BY attempt, seq) AS total
                FROM (
                    SELECT attempt, seq, stream, at, bytes
                    FROM log_chunk
                    WHERE tenant = ? AND execution_id = ? AND (attempt, seq) > (?, ?)
                    ORDER BY attempt, seq
                    LIMIT ?) next) counted
            WHERE total - octet_length(bytes) < ?
            ORDER BY attempt, seq""";

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
            List<Line> lines =
                    after(connection, permit, after, LONGEST_PIECE, PIECE_BYTES).list(LogReads::line);
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

    private static Sql after(
            Connection connection, ExecutionReadPermit permit, LogPosition after, int chunks, int bytes) {
        return Sql.of(
                connection,
                SELECT,
                permit.subject().tenant(),
                permit.execution().value(),
                after.attempt(),
                after.seq(),
                chunks,
                bytes);
    }

    /** Where chunks are long a page ends before its limit. */
    Page<Chunk> page(ExecutionReadPermit permit, LogPosition after, int limit) {
        requireLogs(permit);
        int items = Math.min(limit, LONGEST_PAGE);
        List<Chunk> found = transactions.run(connection ->
                after(connection, permit, after, items, PAGE_BYTES).list(LogReads::chunk));
        return new Page<>(
                found,
                found.isEmpty()
                        ? Optional.empty()
                        : Optional.of(found.getLast().position())
                                .filter(last -> hasMore(permit, last))
                                .map(LogPosition::toString));
    }

    private boolean hasMore(ExecutionReadPermit permit, LogPosition after) {
        return transactions.run(
                connection -> after(connection, permit, after, 1, 1).exists());
    }

    private static Chunk chunk(ResultSet row) throws SQLException {
        return new Chunk(
                row.getInt("attempt"),
                row.getLong("seq"),
                row.getString("stream"),
                Sql.instant(row, "at").orElseThrow(),
                Base64.getEncoder().encodeToString(row.getBytes("bytes")));
    }

    /** All bytes, as the processes wrote them. */
    void copy(ExecutionReadPermit permit, OutputStream out) throws IOException {
        requireLogs(permit);
        var piece = new ByteArrayOutputStream();
        List<LogPosition> read = read(permit, LogPosition.START, piece);
        while (!read.isEmpty()) {
            piece.writeTo(out);
            piece.reset();
            read = read(permit, read.getLast(), piece);
        }
    }

    /** The positions of the next chunks, whose bytes are added to the piece. */
    private List<LogPosition> read(ExecutionReadPermit permit, LogPosition after, ByteArrayOutputStream piece) {
        return transactions.read(connection -> after(connection, permit, after, LONGEST_PIECE, PIECE_BYTES)
                .list(row -> {
                    piece.writeBytes(row.getBytes("bytes"));
                    return new LogPosition(row.getInt("attempt"), row.getLong("seq"));
                }));
    }
}
