package dev.gatehouse.gateway.workers;

import dev.gatehouse.audit.AdministrationEvent.WorkerDrainRequested;
import dev.gatehouse.audit.AdministrationEvent.WorkerRevoked;
import dev.gatehouse.audit.AuditEvent;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.audit.QuestionLog;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.execution.Departures;
import dev.gatehouse.gateway.execution.WorkerSession;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.policy.WorkerManagePermit;
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
 * How workers go: by themselves, because somebody wants it, or because their access ends. What a worker runs is lost
 * with its session, or goes on until it drained; what it only claimed goes back when its session ends.
 */
@ApplicationScoped
class Farewells {
    private static final String DRAIN = """
            UPDATE worker_session SET draining_at = now()
             WHERE tenant = ? AND worker_id = ? AND ended_at IS NULL AND draining_at IS NULL
            RETURNING id
            """;

    private static final String REVOKE = """
            UPDATE subject SET active = false, epoch = epoch + 1, version = version + 1
             WHERE tenant = ? AND id = ? AND kind = 'worker' AND active
            RETURNING name
            """;

    private final Transactions transactions;
    private final Departures departures;
    private final Sessions sessions;
    private final AuditTrail trail;
    private final QuestionLog questions;

    Farewells(
            Transactions transactions,
            Departures departures,
            Sessions sessions,
            AuditTrail trail,
            QuestionLog questions) {
        this.transactions = transactions;
        this.departures = departures;
        this.sessions = sessions;
        this.trail = trail;
        this.questions = questions;
    }

    /** The worker goes by itself. */
    void leave(WorkerSession session) {
        transactions.run(connection -> {
            departures.giveBack(connection, session.tenant(), session.worker(), "worker_left");
            return trail.append(
                    connection, session.tenant(), sessions.end(connection, session.tenant(), session.worker(), "left"));
        });
    }

    /** Does what the permit allows, once: to do it again changes nothing and records nothing. */
    void send(WorkerManagePermit permit) {
        transactions.run(connection -> {
            List<AuditEvent> events = switch (permit.act()) {
                case DRAIN -> drain(connection, permit);
                case REVOKE -> revoke(connection, permit);
            };
            String tenant = permit.subject().tenant();
            if (!events.isEmpty()) {
                questions.record(connection, tenant, List.of(Asked.allowed(permit.question(), permit)));
                trail.append(connection, tenant, events);
            }
            return events;
        });
    }

    private static List<AuditEvent> drain(Connection connection, WorkerManagePermit permit) throws SQLException {
        var events = new ArrayList<AuditEvent>();
        try (PreparedStatement update = prepare(connection, DRAIN, permit);
                ResultSet rows = update.executeQuery()) {
            while (rows.next()) {
                events.add(new WorkerDrainRequested(
                        Asked.actor(permit.subject()),
                        Asked.decision(permit),
                        permit.worker(),
                        rows.getObject("id", UUID.class)));
            }
        }
        return events;
    }

    private List<AuditEvent> revoke(Connection connection, WorkerManagePermit permit) throws SQLException {
        String tenant = permit.subject().tenant();
        departures.giveBack(connection, tenant, permit.worker(), "worker_revoked");
        List<AuditEvent> events = new ArrayList<>(sessions.end(connection, tenant, permit.worker(), "revoked"));
        revoked(connection, permit)
                .ifPresent(name -> events.add(new WorkerRevoked(
                        Asked.actor(permit.subject()), Optional.of(Asked.decision(permit)), permit.worker(), name)));
        return events;
    }

    /** Its name, the first time. */
    private static Optional<String> revoked(Connection connection, WorkerManagePermit permit) throws SQLException {
        try (PreparedStatement update = prepare(connection, REVOKE, permit);
                ResultSet row = update.executeQuery()) {
            return row.next() ? Optional.of(row.getString("name")) : Optional.empty();
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, WorkerManagePermit permit)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setString(1, permit.subject().tenant());
        statement.setObject(2, permit.worker());
        return statement;
    }
}
