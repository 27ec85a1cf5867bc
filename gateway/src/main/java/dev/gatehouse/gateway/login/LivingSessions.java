package dev.gatehouse.gateway.login;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The browsers in which somebody is logged in now, latest first. */
@Singleton
public final class LivingSessions {
    private static final int MOST = 100;

    private static final String SELECT = """
            SELECT s.id, p.name AS provider, s.client, s.claim_groups, s.started_at, s.seen_at, s.ends_at
              FROM browser_session s
              JOIN subject u ON u.tenant = s.tenant AND u.id = s.subject_id
              JOIN resource p ON p.tenant = s.tenant AND p.id = s.provider_id
             WHERE s.tenant = ? AND s.subject_id = ? AND (?::uuid IS NULL OR s.id < ?) AND\
            """ + " " + SessionRows.LIVING + " ORDER BY s.id DESC LIMIT ?";

    private final LoginConfig config;

    LivingSessions(LoginConfig config) {
        this.config = config;
    }

    /** The latest hundred, as administrators see them. */
    public List<Map<String, Object>> of(Connection connection, String tenant, UUID subject) throws SQLException {
        return latest(connection, tenant, subject).stream()
                .map(LivingSession::item)
                .toList();
    }

    /** The latest hundred. */
    List<LivingSession> latest(Connection connection, String tenant, UUID subject) throws SQLException {
        return after(connection, tenant, subject, Optional.empty(), MOST);
    }

    /** Those that come after one of that id. */
    List<LivingSession> after(Connection connection, String tenant, UUID subject, Optional<UUID> after, int most)
            throws SQLException {
        try (var query = connection.prepareStatement(SELECT)) {
            query.setString(1, tenant);
            query.setObject(2, subject);
            query.setObject(3, after.orElse(null));
            query.setObject(4, after.orElse(null));
            query.setDouble(5, (double) config.idle().toSeconds());
            query.setInt(6, most);
            try (var row = query.executeQuery()) {
                List<LivingSession> sessions = new ArrayList<>();
                while (row.next()) {
                    sessions.add(session(row));
                }
                return sessions;
            }
        }
    }

    private static LivingSession session(ResultSet row) throws SQLException {
        return new LivingSession(
                row.getObject("id", UUID.class),
                row.getString("provider"),
                row.getString("client"),
                List.of((String[]) row.getArray("claim_groups").getArray()),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                row.getObject("seen_at", OffsetDateTime.class).toInstant(),
                row.getObject("ends_at", OffsetDateTime.class).toInstant());
    }
}
