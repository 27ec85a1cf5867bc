package dev.gatehouse.gateway.scim;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.audit.AccessTokenEvent.AccessTokenIssued;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.federation.TrustRule;
import dev.gatehouse.gateway.scim.directory.Client;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
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
            SELECT s.id, s.hash, c.name
              FROM scim_secret s JOIN scim_client c ON c.tenant = s.tenant AND c.id = s.client_id
             WHERE s.hash = ? AND s.tenant = ? AND s.client_id = ? AND s.revoked_at IS NULL AND s.expires_at > now()
               FOR SHARE OF s""";

    private static final String TRUST = """
            SELECT name FROM scim_client
             WHERE tenant = ? AND id = ? AND trust_revision = ? AND trust IS NOT NULL FOR SHARE""";

    private static final String INSERT = """
            INSERT INTO scim_access_token (hash, id, tenant, client_id, secret_id, trust_revision, expires_at)
            VALUES (?, ?, ?, ?, ?, ?, now() + ? * interval '1 ms')""";

    private static final String CROWDED = """
            DELETE FROM scim_access_token WHERE tenant = ? AND client_id = ? AND (expires_at <= now() OR hash IN (
                SELECT hash FROM scim_access_token WHERE tenant = ? AND client_id = ?
                 ORDER BY expires_at DESC OFFSET ?))""";

    private final Transactions transactions;
    private final ObjectMapper json;
    private final SecureRandom random;
    private final AuditTrail trail;
    private final Supplier<UUID> ids;

    ScimLogins(
            Transactions transactions, ObjectMapper json, SecureRandom random, AuditTrail trail, Supplier<UUID> ids) {
        this.transactions = transactions;
        this.json = json;
        this.random = random;
        this.trail = trail;
        this.ids = ids;
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

    /**
     * How a client proved who it is, and what its token ends with.
     *
     * @param kind the word of the event
     * @param key whose key it was: the id of the secret, or the other issuer
     */
    private record Proof(
            String kind,
            String key,
            @Nullable UUID secret,
            @Nullable Long trust) {
        static Proof secret(UUID id) {
            return new Proof("secret", id.toString(), id, null);
        }

        static Proof trust(String issuer, long revision) {
            return new Proof("trust", issuer, null, revision);
        }
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
                if (!row.next() || !MessageDigest.isEqual(secret.hash(), row.getBytes("hash"))) {
                    return new Login.Refused("token_unknown");
                }
                return granted(
                        connection,
                        new Client(tenant, client, row.getString("name")),
                        Proof.secret(row.getObject("id", UUID.class)));
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
     * @param issuer whose token it was
     * @throws DatabaseUnavailable when nobody can say, or the token is not kept
     */
    public Login byTrust(String tenant, UUID client, Trusting held, String issuer) {
        return transactions.run(connection -> {
            try (var query = connection.prepareStatement(TRUST)) {
                query.setString(1, tenant);
                query.setObject(2, client);
                query.setLong(3, held.revision());
                try (var row = query.executeQuery()) {
                    return row.next()
                            ? granted(
                                    connection,
                                    new Client(tenant, client, row.getString("name")),
                                    Proof.trust(issuer, held.revision()))
                            : new Login.Refused("client_changed");
                }
            }
        });
    }

    private Login granted(Connection connection, Client client, Proof proof) throws SQLException {
        var token = ScimToken.next(random);
        UUID id = ids.get();
        try (var insert = connection.prepareStatement(INSERT)) {
            insert.setBytes(1, token.hash());
            insert.setObject(2, id);
            insert.setString(3, client.tenant());
            insert.setObject(4, client.id());
            insert.setObject(5, proof.secret());
            insert.setObject(6, proof.trust());
            insert.setLong(7, LIFE.toMillis());
            insert.executeUpdate();
        }
        try (var delete = connection.prepareStatement(CROWDED)) {
            delete.setString(1, client.tenant());
            delete.setObject(2, client.id());
            delete.setString(3, client.tenant());
            delete.setObject(4, client.id());
            delete.setInt(5, MOST_LIVING);
            delete.executeUpdate();
        }
        trail.append(
                connection,
                client.tenant(),
                List.of(new AccessTokenIssued(client.actor(), id, proof.kind(), proof.key(), LIFE)));
        return new Login.Granted(token.expose(Function.identity()), LIFE);
    }
}
