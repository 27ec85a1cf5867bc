package dev.gatehouse.gateway.scim;

import dev.gatehouse.policy.Subject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The rows of SCIM clients and their tokens: SHA-256, never the token. The database's clock decides what has expired. */
final class ScimClientRows {
    private static final String WORKING = " revoked_at IS NULL AND expires_at > now() ";

    private ScimClientRows() {}

    /**
     * A client with what works of it.
     *
     * @param trusts the issuer whose tokens count in place of a secret
     */
    record Shown(
            UUID id,
            String name,
            Instant createdAt,
            List<ShownToken> tokens,
            List<ShownToken> secrets,
            Optional<String> trusts) {}

    record ShownToken(UUID id, String hint, Instant expiresAt) {}

    static boolean insert(Connection connection, Subject creator, UUID id, String name) throws SQLException {
        try (var insert = connection.prepareStatement("""
                INSERT INTO scim_client (tenant, id, name, created_by) VALUES (?, ?, ?, ?)
                ON CONFLICT (tenant, name) DO NOTHING""")) {
            insert.setString(1, creator.tenant());
            insert.setObject(2, id);
            insert.setString(3, name);
            insert.setObject(4, creator.id());
            return insert.executeUpdate() == 1;
        }
    }

    static Optional<UUID> lock(Connection connection, String tenant, String name) throws SQLException {
        try (var query =
                connection.prepareStatement("SELECT id FROM scim_client WHERE tenant = ? AND name = ? FOR UPDATE")) {
            query.setString(1, tenant);
            query.setString(2, name);
            try (var row = query.executeQuery()) {
                return row.next() ? Optional.of(row.getObject(1, UUID.class)) : Optional.empty();
            }
        }
    }

    static int working(Connection connection, String tenant, UUID client) throws SQLException {
        try (var query = connection.prepareStatement(
                "SELECT count(*) FROM scim_token WHERE tenant = ? AND client_id = ? AND" + WORKING)) {
            query.setString(1, tenant);
            query.setObject(2, client);
            try (var row = query.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    static Instant insertToken(
            Connection connection, Subject creator, UUID client, UUID id, ScimToken token, Duration life)
            throws SQLException {
        try (var insert = connection.prepareStatement("""
                INSERT INTO scim_token (tenant, id, client_id, hash, hint, expires_at, created_by)
                VALUES (?, ?, ?, ?, ?, date_trunc('milliseconds', now()) + ? * interval '1 ms', ?)
                RETURNING expires_at""")) {
            insert.setString(1, creator.tenant());
            insert.setObject(2, id);
            insert.setObject(3, client);
            insert.setBytes(4, token.hash());
            insert.setString(5, token.hint());
            insert.setLong(6, life.toMillis());
            insert.setObject(7, creator.id());
            try (var row = insert.executeQuery()) {
                row.next();
                return instant(row, "expires_at");
            }
        }
    }

    /** Whether there was such a token; one that is revoked already stays so. */
    static boolean revoke(Connection connection, String tenant, UUID client, UUID token) throws SQLException {
        try (var update = connection.prepareStatement("""
                UPDATE scim_token SET revoked_at = COALESCE(revoked_at, now())
                 WHERE tenant = ? AND client_id = ? AND id = ?""")) {
            update.setString(1, tenant);
            update.setObject(2, client);
            update.setObject(3, token);
            return update.executeUpdate() == 1;
        }
    }

    static List<Shown> list(Connection connection, String tenant) throws SQLException {
        try (var query = connection.prepareStatement("""
                SELECT c.id, c.name, c.created_at, c.trust ->> 'issuer' AS trusts,
                       t.secret, t.id AS token, t.hint, t.expires_at
                  FROM scim_client c
                  LEFT JOIN (SELECT false AS secret, tenant, client_id, id, hint, expires_at, revoked_at FROM scim_token
                              UNION ALL
                             SELECT true, tenant, client_id, id, hint, expires_at, revoked_at FROM scim_secret) t
                         ON t.tenant = c.tenant AND t.client_id = c.id AND t.revoked_at IS NULL AND t.expires_at > now()
                 WHERE c.tenant = ? ORDER BY c.name, t.id""")) {
            query.setString(1, tenant);
            try (var row = query.executeQuery()) {
                var all = new ArrayList<Shown>();
                while (row.next()) {
                    UUID id = row.getObject("id", UUID.class);
                    if (all.isEmpty() || !all.getLast().id().equals(id)) {
                        all.add(new Shown(
                                id,
                                row.getString("name"),
                                instant(row, "created_at"),
                                new ArrayList<>(),
                                new ArrayList<>(),
                                Optional.ofNullable(row.getString("trusts"))));
                    }
                    UUID token = row.getObject("token", UUID.class);
                    if (token != null) {
                        Shown client = all.getLast();
                        (row.getBoolean("secret") ? client.secrets() : client.tokens())
                                .add(new ShownToken(token, row.getString("hint"), instant(row, "expires_at")));
                    }
                }
                return all;
            }
        }
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
