package dev.gatehouse.gateway.execution;

import static java.util.stream.Collectors.toMap;

import dev.gatehouse.gateway.database.Column;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Sessions that live now, and cannot end before the transaction does. */
final class LiveSessions {
    private static final String LIVE = """
            SELECT s.id, s.isolation, s.session_key
            FROM worker_session s
            JOIN (SELECT DISTINCT * FROM unnest(?::text[], ?::uuid[]) AS all_asked (tenant, id)) asked USING (tenant, id)
            WHERE s.ended_at IS NULL AND s.expires_at > now()
            ORDER BY s.tenant, s.id FOR SHARE OF s""";

    private LiveSessions() {}

    private record Isolation(UUID session, String name) {}

    /** What the jobs of each session that lives are isolated by. */
    static Map<UUID, String> isolations(Connection connection, List<WorkerSession> sessions) throws SQLException {
        return live(connection, sessions)
                .list(row -> new Isolation(row.getObject("id", UUID.class), row.getString("isolation")))
                .stream()
                .collect(toMap(Isolation::session, Isolation::name));
    }

    /** What secrets are sealed to for each session that lives. */
    static Map<UUID, byte[]> keys(Connection connection, List<WorkerSession> sessions) throws SQLException {
        return live(connection, sessions)
                .list(row -> Map.entry(row.getObject("id", UUID.class), row.getBytes("session_key")))
                .stream()
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Sql live(Connection connection, List<WorkerSession> sessions) throws SQLException {
        return Sql.ofColumns(
                connection, LIVE, sessions, Column.text(WorkerSession::tenant), Column.uuid(WorkerSession::id));
    }
}
