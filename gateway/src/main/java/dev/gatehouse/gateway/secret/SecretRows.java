package dev.gatehouse.gateway.secret;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.secrets.SealedValue;
import dev.gatehouse.secrets.SecretException;
import dev.gatehouse.secrets.SecretValues;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** The rows of the embedded store: sealed values, a new version for each writing. */
@Singleton
final class SecretRows implements SecretValues {
    private static final String LATEST = """
            SELECT version, sealed FROM secret_value
             WHERE tenant = ? AND namespace = ? AND name = ? ORDER BY version DESC LIMIT 1
            """;

    private final Transactions transactions;

    SecretRows(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Optional<SealedValue> latest(String tenant, String namespace, String name) {
        try {
            return transactions.run(connection -> latest(connection, tenant, namespace, name));
        } catch (DatabaseUnavailable away) {
            throw new SecretException.RowsUnavailable(away);
        }
    }

    static Optional<SealedValue> latest(Connection connection, String tenant, String namespace, String name)
            throws SQLException {
        try (var query = connection.prepareStatement(LATEST)) {
            query.setString(1, tenant);
            query.setString(2, namespace);
            query.setString(3, name);
            try (var row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new SealedValue(row.getLong("version"), row.getBytes("sealed")))
                        : Optional.empty();
            }
        }
    }

    /** Writes one version, and forgets the values before it: nothing reads them, and they are secrets. */
    static void insert(Connection connection, String tenant, String namespace, String name, SealedValue value, UUID by)
            throws SQLException {
        try (var insert = connection.prepareStatement("""
                INSERT INTO secret_value (tenant, namespace, name, version, sealed, written_by)
                VALUES (?, ?, ?, ?, ?, ?)""")) {
            insert.setString(1, tenant);
            insert.setString(2, namespace);
            insert.setString(3, name);
            insert.setLong(4, value.version());
            insert.setBytes(5, value.sealed());
            insert.setObject(6, by);
            insert.executeUpdate();
        }
        try (var delete = connection.prepareStatement(
                "DELETE FROM secret_value WHERE tenant = ? AND namespace = ? AND name = ? AND version < ?")) {
            delete.setString(1, tenant);
            delete.setString(2, namespace);
            delete.setString(3, name);
            delete.setLong(4, value.version());
            delete.executeUpdate();
        }
    }
}
