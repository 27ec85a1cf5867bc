package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.database.Column.bigint;
import static dev.gatehouse.gateway.database.Column.uuid;
import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Looks at how leases stand, with all that a start is decided on. What is seen is checked again by the start. */
@Singleton
final class Standings {
    /**
     * Whether all that the execution {@code e} was begun by is over: it was revoked, or its starter {@code s} or what the
     * recorded question {@code q} was asked with has no access any more.
     */
    static final String REVOKED = """
            e.stop = 'revoke' OR NOT s.active
                        -- The cascade has yet to come, and who is active may have lost all that was begun before.
                        OR EXISTS (SELECT 1 FROM access_end a
                                    WHERE a.tenant = e.tenant AND a.subject_id = e.subject_id AND a.extent = 'everything'
                                      AND a.epoch > coalesce((q.body -> 'subject' ->> 'epoch')::bigint, 0))
                        OR EXISTS (SELECT 1 FROM api_token t
                                    WHERE t.tenant = e.tenant AND t.id = (q.body -> 'subject' ->> 'token')::uuid
                                      AND t.revoked_at IS NOT NULL)
                        OR e.impersonator_id IS NOT NULL
                           AND NOT EXISTS (SELECT 1 FROM subject i
                                            WHERE i.tenant = e.tenant AND i.id = e.impersonator_id AND i.active
                                              AND i.epoch = (q.body -> 'subject' ->> 'impersonatorEpoch')::bigint)""";

    private static final String LOOK = """
            SELECT %s, q.body, v.sealed, v.session_id = ? AS own, v.acknowledged_at IS NOT NULL AS acknowledged,
                   v.sealed IS NOT NULL
                   AND (%s
                       ) AS revoked,
                   (SELECT p.id FROM approval p
                     WHERE p.tenant = e.tenant AND p.execution_id = e.id AND p.outcome = 'approved'
                     ORDER BY p.id DESC LIMIT 1) AS approval
            FROM unnest(?::uuid[], ?::bigint[]) AS asked (id, fence)
            JOIN execution e ON e.tenant = ? AND e.id = asked.id AND e.fence = asked.fence
            LEFT JOIN subject s ON s.tenant = e.tenant AND s.id = e.subject_id
            LEFT JOIN question q ON q.tenant = e.tenant AND q.id = e.decision_id
            LEFT JOIN envelope v ON v.tenant = e.tenant AND v.execution_id = e.id AND v.fence = e.fence""".formatted(ExecutionRows.COLUMNS, REVOKED);

    private final ObjectMapper json;

    Standings(ObjectMapper json) {
        this.json = json;
    }

    private record Seen(Lease lease, Standing standing) {}

    /** One for each lease, in order. */
    List<Standing> of(Connection connection, WorkerSession session, List<Lease> leases) throws SQLException {
        Map<Lease, Standing> seen = Sql.of(
                        connection,
                        LOOK,
                        session.id(),
                        uuid((Lease lease) -> lease.execution().value()).of(connection, leases),
                        bigint(Lease::fence).of(connection, leases),
                        session.tenant())
                .list(row -> seen(session, row))
                .stream()
                .collect(toMap(Seen::lease, Seen::standing, (one, _) -> one));
        return leases.stream()
                .map(lease -> seen.getOrDefault(lease, new Standing.Gone(Starts.LEASE_LOST)))
                .toList();
    }

    private Seen seen(WorkerSession session, ResultSet read) throws SQLException {
        LockedExecution row = ExecutionRows.read(read);
        return new Seen(new Lease(row.id(), row.fence()), standing(session, row, read));
    }

    private Standing standing(WorkerSession session, LockedExecution row, ResultSet read) throws SQLException {
        if (!row.group().equals(session.group())) {
            return new Standing.Gone(Starts.LEASE_LOST);
        }
        return switch (row.state()) {
            case LEASED ->
                row.isLeasedBy(session, row.fence())
                        ? new Standing.Pending(row, question(read), Sql.value(read, "approval", UUID.class))
                        : new Standing.Gone(Starts.LEASE_LOST);
            case RUNNING -> begun(row, read);
            case AWAITING_APPROVAL, QUEUED -> new Standing.Gone(Starts.LEASE_LOST);
            case SUCCEEDED, FAILED, TIMED_OUT, CANCELLED, REJECTED, REVOKED, LOST -> new Standing.Gone("ended");
        };
    }

    private Standing begun(LockedExecution row, ResultSet read) throws SQLException {
        if (read.getBoolean("revoked")) {
            // It began, and nobody knows that it did. No secret leaves after the access ended that it began by.
            return new Standing.Gone("access_ended");
        }
        if (read.getBoolean("own") && !read.getBoolean("acknowledged")) {
            return new Standing.Begun(
                    row,
                    question(read),
                    Optional.ofNullable(read.getBytes("sealed")).map(Standings::text));
        }
        return new Standing.Refused(row, read.getBoolean("own") ? "acknowledged" : "other_session");
    }

    /** The recorded one; a node without members where it is damaged, which is its own execution's trouble alone. */
    private JsonNode question(ResultSet read) throws SQLException {
        Optional<String> body = Sql.text(read, "body");
        if (body.isEmpty()) {
            return MissingNode.getInstance();
        }
        try {
            return json.readTree(body.get());
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("a recorded question that is not JSON", damaged);
        }
    }

    private static String text(byte[] sealed) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    }
}
