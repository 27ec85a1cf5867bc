package dev.gatehouse.gateway.workers;

import dev.gatehouse.audit.Actor;
import dev.gatehouse.audit.AdministrationEvent.SessionEnded;
import dev.gatehouse.audit.AdministrationEvent.WorkerRevoked;
import dev.gatehouse.audit.AuditEvent;
import dev.gatehouse.audit.DecisionReference;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.resource.WorkerGroupMembers;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * How workers go with their group: revoked, as one by one. A group with work to end or a worker that lives is not
 * removed, so these have fallen silent or left, and hold nothing that could go back.
 */
@ApplicationScoped
class Dismissals implements WorkerGroupMembers {
    private static final String TOKENS = """
            UPDATE join_token SET used_at = now() WHERE tenant = ? AND worker_group = ? AND used_at IS NULL
            """;

    private static final String SESSIONS = """
            UPDATE worker_session SET ended_at = now()
             WHERE tenant = ? AND worker_group = ? AND ended_at IS NULL
            RETURNING worker_id, id, CASE WHEN expires_at > now() THEN 'revoked' ELSE 'expired' END AS reason
            """;

    private static final String WORKERS = """
            UPDATE subject u SET active = false, epoch = u.epoch + 1, version = u.version + 1
              FROM worker w
             WHERE w.tenant = ? AND w.worker_group = ?
               AND u.tenant = w.tenant AND u.id = w.id AND u.kind = 'worker' AND u.active
            RETURNING u.id, u.name
            """;

    private final AuditTrail trail;

    Dismissals(AuditTrail trail) {
        this.trail = trail;
    }

    @FunctionalInterface
    private interface Reading {
        AuditEvent event(ResultSet row) throws SQLException;
    }

    @Override
    public void dismiss(
            Connection connection, String tenant, String group, Actor actor, Optional<DecisionReference> decision)
            throws SQLException {
        try (PreparedStatement use = prepare(connection, TOKENS, tenant, group)) {
            use.executeUpdate();
        }
        var events = new ArrayList<AuditEvent>();
        events.addAll(ended(
                connection,
                SESSIONS,
                tenant,
                group,
                row -> new SessionEnded(
                        row.getObject("worker_id", UUID.class),
                        row.getObject("id", UUID.class),
                        row.getString("reason"))));
        events.addAll(ended(
                connection,
                WORKERS,
                tenant,
                group,
                row -> new WorkerRevoked(actor, decision, row.getObject("id", UUID.class), row.getString("name"))));
        trail.append(connection, tenant, events);
    }

    private static List<AuditEvent> ended(
            Connection connection, String sql, String tenant, String group, Reading reading) throws SQLException {
        try (PreparedStatement update = prepare(connection, sql, tenant, group);
                ResultSet rows = update.executeQuery()) {
            var events = new ArrayList<AuditEvent>();
            while (rows.next()) {
                events.add(reading.event(rows));
            }
            return events;
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, String tenant, String group)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setString(1, tenant);
        statement.setString(2, group);
        return statement;
    }
}
