package dev.gatehouse.gateway.login;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The browsers in which somebody is logged in, as administrators see them: without anything that opens one. */
@Singleton
public final class LivingSessions {
    private static final String SELECT = """
            SELECT s.id, p.name AS provider, s.claim_groups, s.started_at, s.seen_at, s.ends_at
              FROM browser_session s
              JOIN subject u ON u.tenant = s.tenant AND u.id = s.subject_id AND u.epoch - u.token_ends = s.epoch
               AND u.active
              JOIN resource p ON p.tenant = s.tenant AND p.id = s.provider_id
             WHERE s.tenant = ? AND s.subject_id = ? AND s.ended_at IS NULL AND s.ends_at > now() AND %s
             ORDER BY s.id DESC LIMIT 100""".formatted(SessionRows.SAME_PROVIDER);

    LivingSessions() {}

    /** The latest hundred, latest first. */
    public List<Map<String, Object>> of(Connection connection, String tenant, UUID subject) throws SQLException {
        try (var query = connection.prepareStatement(SELECT)) {
            query.setString(1, tenant);
            query.setObject(2, subject);
            try (var row = query.executeQuery()) {
                List<Map<String, Object>> sessions = new ArrayList<>();
                while (row.next()) {
                    sessions.add(item(row));
                }
                return sessions;
            }
        }
    }

    private static Map<String, Object> item(ResultSet row) throws SQLException {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("id", row.getString("id"));
        item.put("provider", row.getString("provider"));
        item.put("groups", List.of((String[]) row.getArray("claim_groups").getArray()));
        item.put("startedAt", instant(row, "started_at"));
        item.put("seenAt", instant(row, "seen_at"));
        item.put("endsAt", instant(row, "ends_at"));
        return item;
    }

    private static String instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant().toString();
    }
}
