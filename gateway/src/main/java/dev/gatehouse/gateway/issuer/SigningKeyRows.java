package dev.gatehouse.gateway.issuer;

import dev.gatehouse.gateway.key.StartRefused;
import dev.gatehouse.secrets.MasterKey;
import dev.gatehouse.secrets.SecretException;
import dev.gatehouse.secrets.WrapContext;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** The rows of the keys that sign tokens, wrapped by the master key. The database's clock says how old each is. */
@Singleton
final class SigningKeyRows {
    private static final String SELECT = """
            SELECT id, wrapped, public_key, (extract(epoch FROM now() - created_at) * 1000)::bigint AS age_ms
              FROM installation_key WHERE purpose = ? AND retired_at IS NULL ORDER BY created_at, id""";

    private final MasterKey master;
    private final SecureRandom random;
    private final Supplier<UUID> ids;

    SigningKeyRows(MasterKey master, SecureRandom random, Supplier<UUID> ids) {
        this.master = master;
        this.random = random;
        this.ids = ids;
    }

    /** Gateways that want a key at the same time make one, one after the other. */
    void lock(Connection connection) throws SQLException {
        try (var lock = connection.prepareStatement("LOCK TABLE installation_key IN SHARE ROW EXCLUSIVE MODE")) {
            lock.execute();
        }
    }

    List<KeyRing.Aged> all(Connection connection, KeyPurpose purpose) throws SQLException {
        try (var query = connection.prepareStatement(SELECT)) {
            query.setString(1, purpose.code());
            try (var row = query.executeQuery()) {
                List<KeyRing.Aged> keys = new ArrayList<>();
                while (row.next()) {
                    keys.add(new KeyRing.Aged(open(row, purpose), Duration.ofMillis(row.getLong("age_ms"))));
                }
                return keys;
            }
        }
    }

    private SigningKey open(ResultSet row, KeyPurpose purpose) throws SQLException {
        var id = row.getObject("id", UUID.class);
        try {
            byte[] encoded = master.unwrap(row.getBytes("wrapped"), place(purpose, id));
            try {
                return SigningKey.of(id, encoded, row.getBytes("public_key"));
            } finally {
                Arrays.fill(encoded, (byte) 0);
            }
        } catch (SecretException.CannotUnwrap refused) {
            throw new StartRefused(
                    "gatehouse.master-key-file (GATEHOUSE_MASTER_KEY_FILE): this is not the key that"
                            + " wrapped the keys of " + purpose.words(),
                    refused);
        }
    }

    void make(Connection connection, KeyPurpose purpose) throws SQLException {
        var key = SigningKey.make(ids.get(), random);
        byte[] encoded = key.privateKey().getEncoded();
        try (var insert = connection.prepareStatement(
                "INSERT INTO installation_key (purpose, id, wrapped, public_key) VALUES (?, ?, ?, ?)")) {
            insert.setString(1, purpose.code());
            insert.setObject(2, key.id());
            insert.setBytes(3, master.wrap(encoded, place(purpose, key.id())));
            insert.setBytes(4, key.publicKey().getEncoded());
            insert.executeUpdate();
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    void retire(Connection connection, KeyPurpose purpose, List<SigningKey> over) throws SQLException {
        try (var update = connection.prepareStatement(
                "UPDATE installation_key SET retired_at = now() WHERE purpose = ? AND id = ? AND retired_at IS NULL")) {
            for (SigningKey key : over) {
                update.setString(1, purpose.code());
                update.setObject(2, key.id());
                update.executeUpdate();
            }
        }
    }

    private static WrapContext place(KeyPurpose purpose, UUID id) {
        return new WrapContext("system", purpose.place(), id.toString());
    }
}
