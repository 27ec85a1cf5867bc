package dev.gatehouse.gateway.login;

import dev.gatehouse.audit.Actor;
import dev.gatehouse.audit.LoginEvent.LoginEnded;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.database.Column;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.deprovision.CascadeStep;
import dev.gatehouse.gateway.deprovision.EndOfAccess;
import dev.gatehouse.gateway.deprovision.Extent;
import dev.gatehouse.gateway.deprovision.IdBatch;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The browsers' sessions of somebody whose access shrinks or ends. The raised epoch refuses them already; this says so in
 * their rows and in the audit log.
 */
@Singleton
final class EndedSessions implements CascadeStep {
    private static final int BATCH = 50;
    private static final String WORD = "sessions";

    private static final String LIVING = """
            SELECT s.id FROM browser_session s JOIN subject u ON u.tenant = s.tenant AND u.id = s.subject_id
             WHERE s.tenant = ? AND s.subject_id = ? AND s.ended_at IS NULL AND s.ends_at > now()""";

    private static final String AFTER =
            LIVING + " AND s.epoch < u.epoch - u.token_ends AND s.id > ? ORDER BY s.id LIMIT ?";

    private static final String END = """
            UPDATE browser_session SET ended_at = now()
             WHERE tenant = ? AND id = ANY (?::uuid[]) AND ended_at IS NULL RETURNING id""";

    private final Transactions transactions;
    private final AuditTrail trail;

    EndedSessions(Transactions transactions, AuditTrail trail) {
        this.transactions = transactions;
        this.trail = trail;
    }

    @Override
    public String name() {
        return WORD;
    }

    /** A token's end is no end of what was not begun with it, and no browser begins with one; one session ends with its own act. */
    @Override
    public boolean isPartOf(Extent extent) {
        return switch (extent) {
            case Extent.Everything _, Extent.WhatIsDenied _ -> true;
            case Extent.StartedWith _, Extent.OneSession _ -> false;
        };
    }

    @Override
    public Map<String, Long> preview(Connection connection, EndOfAccess end) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT count(*) FROM (" + LIVING + ") AS living")) {
            query.setString(1, end.tenant());
            query.setObject(2, end.subject());
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return Map.of(WORD, row.getLong(1));
            }
        }
    }

    @Override
    public Optional<CascadeStep.Batch> next(EndOfAccess end, UUID after) {
        List<UUID> found = transactions.read(connection -> after(connection, end, after));
        return Optional.of(new IdBatch(WORD, found, (connection, ids) -> end(connection, end, ids)));
    }

    private static List<UUID> after(Connection connection, EndOfAccess end, UUID after) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(AFTER)) {
            query.setString(1, end.tenant());
            query.setObject(2, end.subject());
            query.setObject(3, after);
            query.setInt(4, BATCH);
            return IdBatch.read(query);
        }
    }

    private List<UUID> end(Connection connection, EndOfAccess end, List<UUID> sessions) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(END)) {
            update.setString(1, end.tenant());
            update.setObject(2, Column.<UUID>uuid(id -> id).of(connection, sessions));
            List<UUID> ended = IdBatch.read(update);
            trail.append(
                    connection,
                    end.tenant(),
                    ended.stream()
                            .map(session ->
                                    new LoginEnded(Actor.of(end.causedBy()), session, end.subject(), "access_ended"))
                            .toList());
            return ended;
        }
    }
}
