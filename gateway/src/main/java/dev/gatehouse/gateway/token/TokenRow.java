package dev.gatehouse.gateway.token;

import dev.gatehouse.gateway.identity.ApiTokens;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Scope;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/**
 * A token that there is or was.
 *
 * @param account its subject's name
 * @param service whether its subject is a service account
 * @param name of the token, for people; empty for none
 * @param alive whether it is neither revoked nor expired
 * @param revoked whether somebody ended it
 */
record TokenRow(
        UUID id,
        UUID subject,
        String account,
        boolean service,
        String name,
        Optional<Scope> scope,
        boolean alive,
        boolean revoked) {
    private static final String FIND = """
            SELECT t.id, t.subject_id, s.name AS account, s.kind = 'service_account' AS service,
                   coalesce(t.name, '') AS name, t.scope_permissions, t.scope_namespace,
                   t.revoked_at IS NULL AND t.expires_at > now() AS alive, t.revoked_at IS NOT NULL AS revoked
              FROM api_token t JOIN subject s ON s.tenant = t.tenant AND s.id = t.subject_id
             WHERE t.tenant = ? AND t.id = ?""";

    static Optional<TokenRow> find(Connection connection, String tenant, UUID id) throws SQLException {
        return read(connection, FIND, tenant, id);
    }

    /** Whoever changes a token has locked its subject first: a token that ends early is a change of it. */
    static Optional<TokenRow> lock(Connection connection, String tenant, UUID subject, UUID id) throws SQLException {
        lockSubject(connection, tenant, subject);
        return read(connection, FIND + " FOR NO KEY UPDATE OF t", tenant, id);
    }

    static void lockSubject(Connection connection, String tenant, UUID subject) throws SQLException {
        try (var lock =
                connection.prepareStatement("SELECT 1 FROM subject WHERE tenant = ? AND id = ? FOR NO KEY UPDATE")) {
            lock.setString(1, tenant);
            lock.setObject(2, subject);
            lock.execute();
        }
    }

    private static Optional<TokenRow> read(Connection connection, String sql, String tenant, UUID id)
            throws SQLException {
        try (var query = connection.prepareStatement(sql)) {
            query.setString(1, tenant);
            query.setObject(2, id);
            try (var row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new TokenRow(
                                row.getObject("id", UUID.class),
                                row.getObject("subject_id", UUID.class),
                                row.getString("account"),
                                row.getBoolean("service"),
                                row.getString("name"),
                                ApiTokens.scope(row),
                                row.getBoolean("alive"),
                                row.getBoolean("revoked")))
                        : Optional.empty();
            }
        }
    }

    /** Where its access lies. */
    Namespace namespace() {
        return scope.map(Scope::namespace).orElse(Namespace.ROOT);
    }
}
