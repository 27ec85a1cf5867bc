package dev.gatehouse.gateway.scim;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.federation.TrustRule;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gives SCIM clients tokens that live for an hour, for a secret or a token that they trust (OAuth 2.0, client credentials).
 * Such a token ends with what it was given for. Thread-safe.
 */
@Singleton
public final class ScimLogins {
    private static final Duration LIFE = Duration.ofHours(1);

    /** Beyond so many of a client, the ones that end first give way. */
    private static final int MOST_LIVING = 50;

    private static final String SECRET = """
            SELECT id, hash FROM scim_secret
             WHERE hash = ? AND tenant = ? AND client_id = ? AND revoked_at IS NULL AND expires_at > now() FOR SHARE""";

    private static final String TRUST = """
            SELECT 1 FROM scim_client
             WHERE tenant = ? AND id = ? AND trust_revision = ? AND trust IS NOT NULL FOR SHARE""";

    private static final String INSERT = """
            INSERT INTO scim_access_token (hash, tenant, client_id, secret_id, trust_revision, expires_at)
            VALUES (?, ?, ?, ?, ?, now() + ? * interval '1 ms')""";

    private static final String CROWDED = """
            DELETE FROM scim_access_token WHERE tenant = ? AND client_id = ? AND (expires_at <= now() OR hash IN (
                SELECT hash FROM scim_access_token WHERE tenant = ? AND client_id = ?
                 ORDER BY expires_at DESC OFFSET ?))""";

    private final Transactions transactions;
    private final ObjectMapper json;
    private final SecureRandom random;

    ScimLogins(Transactions transactions, ObjectMapper json, SecureRandom random) {
        this.transactions = transactions;
        this.json = json;
        this.random = random;
    }

    /** What came of a login. */
    public sealed interface Login {
        /** A token for the client's door. */
        record Granted(String token, Duration life) implements Login {
            @Override
            public String toString() {
                return "Granted[redacted]";
            }
        }

        /**
         * None.
         *
         * @param reason one snake_case word of few; the caller does not hear it
         */
        record Refused(String reason) implements Login {}
    }

    /** Whose tokens a client trusts, in one revision. */
    public record Trusting(TrustRule rule, long revision) {}

    /**
     * A token for whoever shows a secret of the client.
     *
     * @throws DatabaseUnavailable when nobody can say, or the token is not kept
     */
    public Login bySecret(String tenant, UUID client, String shown) {
        return ClientSecret.parse(shown)
                .map(secret -> transactions.run(connection -> bySecret(connection, tenant, client, secret)))
                .orElseGet(() -> new Login.Refused("token_malformed"));
    }

    private Login bySecret(Connection connection, String tenant, UUID client, ClientSecret secret) throws SQLException {
        try (var query = connection.prepareStatement(SECRET)) {
            query.setBytes(1, secret.hash());
            query.setString(2, tenant);
            query.setObject(3, client);
            try (var row = query.executeQuery()) {
                return row.next() && MessageDigest.isEqual(secret.hash(), row.getBytes("hash"))
                        ? granted(connection, tenant, client, row.getObject("id", UUID.class), null)
                        : new Login.Refused("token_unknown");
            }
        }
    }

    /**
     * Whose tokens the client trusts; nothing where it trusts none, or there is no such client.
     *
     * @throws DatabaseUnavailable when nobody can say
     */
    public Optional<Trusting> trust(String tenant, UUID client) {
        return transactions.read(connection -> {
            try (var query = connection.prepareStatement(
                    "SELECT trust, trust_revision FROM scim_client WHERE tenant = ? AND id = ? AND trust IS NOT NULL")) {
                query.setString(1, tenant);
                query.setObject(2, client);
                try (var row = query.executeQuery()) {
                    return row.next()
                            ? Optional.of(new Trusting(
                                    TrustRule.of(json.readTree(row.getString("trust"))), row.getLong("trust_revision")))
                            : Optional.empty();
                } catch (JsonProcessingException malformed) {
                    throw new IllegalStateException("a stored rule is not JSON", malformed);
                }
            }
        });
    }

    /**
     * A token for a client whose rule somebody else has found to hold.
     *
     * @throws DatabaseUnavailable when nobody can say, or the token is not kept
     */
    public Login byTrust(String tenant, UUID client, Trusting held) {
        return transactions.run(connection -> {
            try (var query = connection.prepareStatement(TRUST)) {
                query.setString(1, tenant);
                query.setObject(2, client);
                query.setLong(3, held.revision());
                try (var row = query.executeQuery()) {
                    return row.next()
                            ? granted(connection, tenant, client, null, held.revision())
                            : new Login.Refused("client_changed");
                }
            }
        });
    }

    private Login granted(
            Connection connection, String tenant, UUID client, @Nullable UUID secret, @Nullable Long trust)
            throws SQLException {
        var token = ScimToken.next(random);
        try (var insert = connection.prepareStatement(INSERT)) {
            insert.setBytes(1, token.hash());
            insert.setString(2, tenant);
            insert.setObject(3, client);
            insert.setObject(4, secret);
            insert.setObject(5, trust);
            insert.setLong(6, LIFE.toMillis());
            insert.executeUpdate();
        }
        try (var delete = connection.prepareStatement(CROWDED)) {
            delete.setString(1, tenant);
            delete.setObject(2, client);
            delete.setString(3, tenant);
            delete.setObject(4, client);
            delete.setInt(5, MOST_LIVING);
            delete.executeUpdate();
        }
        return new Login.Granted(token.expose(Function.identity()), LIFE);
    }
}
