package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.gateway.deprovision.EndOfAccess;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What somebody started that has not ended. */
@Singleton
final class UnendedExecutions {
    private static final String AFTER = """
            SELECT e.id, q.body
              FROM execution e LEFT JOIN question q ON q.tenant = e.tenant AND q.id = e.decision_id
             WHERE e.tenant = ? AND e.subject_id = ? AND e.id > ?
               AND e.state IN ('AWAITING_APPROVAL', 'QUEUED', 'LEASED', 'RUNNING')
               AND coalesce((q.body -> 'subject' ->> 'epoch')::bigint, 0) < ?
               AND (?::text IS NULL OR q.body -> 'subject' ->> 'token' = ?)
             ORDER BY e.id LIMIT ?""";

    private static final String COUNTS = """
            SELECT count(*) FILTER (WHERE state <> 'RUNNING') AS revoked,
                   count(*) FILTER (WHERE state = 'RUNNING') AS stopped
              FROM execution
             WHERE tenant = ? AND subject_id = ? AND state IN ('AWAITING_APPROVAL', 'QUEUED', 'LEASED', 'RUNNING')""";

    private final ObjectMapper json;

    UnendedExecutions(ObjectMapper json) {
        this.json = json;
    }

    /** @param question that it was accepted by */
    record Found(UUID id, JsonNode question) {}

    /** Some of those that the end is about, in the order of their ids. */
    List<Found> after(Connection connection, EndOfAccess end, UUID after, int most) throws SQLException {
        Optional<String> token = end.extent().tokenId().map(UUID::toString);
        return Sql.of(connection, AFTER, end.tenant(), end.subject(), after, end.epoch(), token, token, most)
                .list(this::found);
    }

    /** How many an end would revoke, and how many it would stop. */
    Map<String, Long> counts(Connection connection, String tenant, UUID subject) throws SQLException {
        return Sql.of(connection, COUNTS, tenant, subject)
                .first(row -> {
                    Map<String, Long> counts = new LinkedHashMap<>();
                    counts.put(Revocations.REVOKED, row.getLong("revoked"));
                    counts.put(Revocations.STOPPED, row.getLong("stopped"));
                    return counts;
                })
                .orElseThrow();
    }

    private Found found(ResultSet row) throws SQLException {
        try {
            return new Found(
                    row.getObject("id", UUID.class),
                    json.readTree(Optional.ofNullable(row.getString("body")).orElse("{}")));
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("a recorded question that is not JSON", damaged);
        }
    }
}
