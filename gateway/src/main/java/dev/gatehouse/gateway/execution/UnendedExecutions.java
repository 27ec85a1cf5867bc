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

/** What somebody started, as oneself or as somebody else, that has not ended. */
@Singleton
final class UnendedExecutions {
    private static final String OF = """
            SELECT e.id, e.subject_id, q.body,
                   CASE e.state WHEN 'RUNNING' THEN e.attempt ELSE e.attempt + 1 END AS attempt
              FROM execution e LEFT JOIN question q ON q.tenant = e.tenant AND q.id = e.decision_id
             WHERE e.tenant = ? AND e.%s = ? AND e.id > ?
               AND e.state IN ('AWAITING_APPROVAL', 'QUEUED', 'LEASED', 'RUNNING')
               AND coalesce((q.body -> 'subject' ->> '%s')::bigint, 0) < ?
               AND (?::text IS NULL OR q.body -> 'subject' ->> 'token' = ?)""";

    /** Each half in the order of its own index. Nobody acts as oneself, so no execution is in both. */
    private static final String AFTER =
            """
            (%s ORDER BY e.id LIMIT ?)
            UNION ALL
            (%s ORDER BY e.id LIMIT ?)
            ORDER BY id LIMIT ?""".formatted(OF.formatted("subject_id", "epoch"), OF.formatted("impersonator_id", "impersonatorEpoch"));

    private static final String COUNTS = """
            SELECT count(*) FILTER (WHERE state <> 'RUNNING') AS revoked,
                   count(*) FILTER (WHERE state = 'RUNNING') AS stopped
              FROM execution
             WHERE tenant = ? AND (subject_id = ? OR impersonator_id = ?)
               AND state IN ('AWAITING_APPROVAL', 'QUEUED', 'LEASED', 'RUNNING')""";

    private final ObjectMapper json;

    UnendedExecutions(ObjectMapper json) {
        this.json = json;
    }

    /**
     * @param subject who started it, or as whom the one whose access ends did
     * @param attempt that runs, or would be the next one
     * @param question that it was accepted by
     */
    record Found(UUID id, UUID subject, int attempt, JsonNode question) {}

    /** Some of those that the end is about, in the order of their ids. */
    List<Found> after(Connection connection, EndOfAccess end, UUID after, int most) throws SQLException {
        Optional<String> token = end.extent().tokenId().map(UUID::toString);
        return Sql.of(
                        connection,
                        AFTER,
                        end.tenant(),
                        end.subject(),
                        after,
                        end.epoch(),
                        token,
                        token,
                        most,
                        end.tenant(),
                        end.subject(),
                        after,
                        end.epoch(),
                        token,
                        token,
                        most,
                        most)
                .list(this::found);
    }

    /** How many an end would revoke, and how many it would stop. */
    Map<String, Long> counts(Connection connection, String tenant, UUID subject) throws SQLException {
        return Sql.of(connection, COUNTS, tenant, subject, subject)
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
                    row.getObject("subject_id", UUID.class),
                    row.getInt("attempt"),
                    json.readTree(Optional.ofNullable(row.getString("body")).orElse("{}")));
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("a recorded question that is not JSON", damaged);
        }
    }
}
