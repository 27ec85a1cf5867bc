package dev.gatehouse.gateway.key;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.secrets.MasterKey;
import dev.gatehouse.secrets.SecretException;
import dev.gatehouse.secrets.WrapContext;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The keys that the database holds, wrapped by the master key. The first start makes them; every start unwraps those in
 * use, so that a wrong master key is noticed before anything is answered.
 */
@Singleton
final class InstallationKeys {
    private static final String LOG = "log";
    private static final String LATEST = """
            SELECT id, wrapped, public_key FROM installation_key
             WHERE purpose = ? AND retired_at IS NULL ORDER BY created_at DESC, id DESC LIMIT 1
            """;

    private final Transactions transactions;
    private final SecureRandom random;
    private final MasterKey master;
    private final Supplier<UUID> ids;

    InstallationKeys(Transactions transactions, SecureRandom random, MasterKey master, Supplier<UUID> ids) {
        this.transactions = transactions;
        this.random = random;
        this.master = master;
        this.ids = ids;
    }

    /** The rows of this class, and of keys for other purposes. */
    @Produces
    @Singleton
    static WrappedTable table() {
        return new WrappedTable(
                "installation_key",
                "wrapped",
                List.of("purpose", "id"),
                row -> new WrapContext(
                        "system", row.getString("purpose").replace('_', '-') + "-key", row.getString("id")));
    }

    @Produces
    @Singleton
    Installation installation() {
        return transactions.run(connection -> {
            try (var query = connection.prepareStatement("SELECT id FROM installation");
                    var row = query.executeQuery()) {
                row.next();
                return new Installation(row.getObject(1, UUID.class));
            }
        });
    }

    @Produces
    @Singleton
    InstallationLogKey logKey() {
        return transactions.run(connection -> {
            // Two gateways that start on an empty database must agree on one key.
            try (var lock = connection.prepareStatement("LOCK TABLE installation_key IN SHARE ROW EXCLUSIVE MODE")) {
                lock.execute();
            }
            Optional<InstallationLogKey> known = known(connection);
            return known.isPresent() ? known.get() : make(connection);
        });
    }

    private Optional<InstallationLogKey> known(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement(LATEST)) {
            query.setString(1, LOG);
            try (var row = query.executeQuery()) {
                return row.next() ? Optional.of(open(row)) : Optional.empty();
            }
        }
    }

    private InstallationLogKey open(ResultSet row) throws SQLException {
        try {
            var id = row.getObject("id", UUID.class);
            byte[] seed = master.unwrap(row.getBytes("wrapped"), place(id));
            try {
                return InstallationLogKey.of(id, seed, row.getBytes("public_key"));
            } finally {
                Arrays.fill(seed, (byte) 0);
            }
        } catch (SecretException.CannotUnwrap refused) {
            throw new StartRefused(
                    MasterKeyFile.PROPERTY + ": this is not the key that wrapped the database's rows", refused);
        }
    }

    /**
     * The key that wrapped the log's key before there could be others, where no row says which one that is.
     *
     * @throws StartRefused where the log's key was wrapped by one that it names: there was a row of that
     */
    String first(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement(LATEST)) {
            query.setString(1, LOG);
            try (var row = query.executeQuery()) {
                row.next();
                return master.sealer(row.getBytes("wrapped"), place(row.getObject("id", UUID.class)))
                        .orElseThrow(() -> new StartRefused(
                                "master_key is empty in a database whose rows name their keys: restore its rows"));
            }
        }
    }

    private InstallationLogKey make(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement("SELECT 1 FROM tenant LIMIT 1");
                var row = query.executeQuery()) {
            if (row.next()) {
                throw new StartRefused("installation_key is empty in a database that has data: restore its rows");
            }
        }
        var id = ids.get();
        var made = InstallationLogKey.make(id, random);
        try (var insert = connection.prepareStatement(
                "INSERT INTO installation_key (purpose, id, wrapped, public_key) VALUES (?, ?, ?, ?)")) {
            insert.setString(1, LOG);
            insert.setObject(2, id);
            insert.setBytes(3, master.wrap(made.seed(), place(id)));
            insert.setBytes(4, made.key().publicKey());
            insert.executeUpdate();
        } finally {
            Arrays.fill(made.seed(), (byte) 0);
        }
        return made.key();
    }

    private static WrapContext place(UUID id) {
        return new WrapContext("system", "log-key", id.toString());
    }
}
