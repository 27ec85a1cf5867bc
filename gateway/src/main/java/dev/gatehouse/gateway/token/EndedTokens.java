package dev.gatehouse.gateway.token;

import dev.gatehouse.audit.Actor;
import dev.gatehouse.audit.AdministrationEvent.TokenRevoked;
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
 * The tokens of somebody all of whose access ends: they stay ended if the subject ever comes back, unlike those that are
 * made then.
 */
@Singleton
final class EndedTokens implements CascadeStep {
    private static final int BATCH = 50;
    private static final String WORD = "tokens";

    private static final String AFTER = """
            SELECT id FROM api_token
             WHERE tenant = ? AND subject_id = ? AND id > ? AND revoked_at IS NULL AND expires_at > now()
               AND created_at <= (SELECT started_at FROM access_end a WHERE a.tenant = api_token.tenant AND a.id = ?)
             ORDER BY id LIMIT ?""";

    private static final String REVOKE = """
            UPDATE api_token SET revoked_at = now()
             WHERE tenant = ? AND id = ANY (?::uuid[]) AND revoked_at IS NULL RETURNING id""";

    private final Transactions transactions;
    private final AuditTrail trail;

    EndedTokens(Transactions transactions, AuditTrail trail) {
        this.transactions = transactions;
        this.trail = trail;
    }

    @Override
    public String name() {
        return WORD;
    }

    @Override
    public boolean isPartOf(Extent extent) {
        return switch (extent) {
            case Extent.Everything _ -> true;
            case Extent.WhatIsDenied _, Extent.StartedWith _, Extent.OneSession _ -> false;
        };
    }

    @Override
    public Map<String, Long> preview(Connection connection, EndOfAccess end) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT count(*) FROM api_token
                 WHERE tenant = ? AND subject_id = ? AND revoked_at IS NULL AND expires_at > now()""")) {
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
        return Optional.of(new IdBatch(WORD, found, (connection, ids) -> revoke(connection, end, ids)));
    }

    private static List<UUID> after(Connection connection, EndOfAccess end, UUID after) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(AFTER)) {
            query.setString(1, end.tenant());
            query.setObject(2, end.subject());
            query.setObject(3, after);
            query.setObject(4, end.id());
            query.setInt(5, BATCH);
            return IdBatch.read(query);
        }
    }

    private List<UUID> revoke(Connection connection, EndOfAccess end, List<UUID> tokens) throws SQLException {
        TokenRow.lockSubject(connection, end.tenant(), end.subject());
        try (PreparedStatement update = connection.prepareStatement(REVOKE)) {
            update.setString(1, end.tenant());
            update.setObject(2, Column.<UUID>uuid(id -> id).of(connection, tokens));
            List<UUID> revoked = IdBatch.read(update);
            trail.append(
                    connection,
                    end.tenant(),
                    revoked.stream()
                            .map(token ->
                                    new TokenRevoked(Actor.of(end.causedBy()), Optional.empty(), token, end.subject()))
                            .toList());
            return revoked;
        }
    }
}
