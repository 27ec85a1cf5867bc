package dev.gatehouse.gateway.scim;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.CallerOrigin;
import dev.gatehouse.gateway.identity.FailedLookups;
import dev.gatehouse.gateway.scim.directory.Client;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/**
 * What shown tokens of SCIM clients are worth. Asked of the database each time: a revoked one ends at once. A network
 * that has shown many bad ones is asked to wait, but for the tokens that were good lately.
 */
@Singleton
final class ScimTokens {
    private static final int MOST_GOOD = 10_000;

    /** Of the long tokens that an admin made, and of the short ones that end with what they were given for. */
    private static final String BY_HASH = """
            SELECT t.tenant, t.client_id, c.name, t.hash, t.revoked_at IS NOT NULL AS revoked,
                   t.expires_at <= now() AS expired
              FROM scim_token t JOIN scim_client c ON c.tenant = t.tenant AND c.id = t.client_id
             WHERE t.hash = ?
            UNION ALL
            SELECT a.tenant, a.client_id, c.name, a.hash,
                   s.revoked_at IS NOT NULL OR s.expires_at <= now()
                       OR a.trust_revision IS NOT NULL AND (c.trust IS NULL OR a.trust_revision <> c.trust_revision),
                   a.expires_at <= now()
              FROM scim_access_token a
              JOIN scim_client c ON c.tenant = a.tenant AND c.id = a.client_id
              LEFT JOIN scim_secret s ON s.tenant = a.tenant AND s.id = a.secret_id
             WHERE a.hash = ?""";

    private final Transactions transactions;
    private final FailedLookups failures;
    private final Cache<ByteBuffer, Boolean> good =
            Caffeine.newBuilder().maximumSize(MOST_GOOD).build();

    ScimTokens(Transactions transactions, FailedLookups failures) {
        this.transactions = transactions;
        this.failures = failures;
    }

    /** What a shown token is worth. */
    sealed interface Standing {
        record Good(Client client) implements Standing {}

        /**
         * The token opens no door.
         *
         * @param reason what is counted; the caller does not hear it
         */
        record Bad(String reason) implements Standing {}

        /** It was not looked up: too many bad ones came to this tenant from its network. */
        record NotLookedUp() implements Standing {}
    }

    Standing standing(ScimToken token, CallerOrigin origin) {
        var hash = ByteBuffer.wrap(token.hash());
        if (failures.areTooMany(origin) && good.getIfPresent(hash) == null) {
            return new Standing.NotLookedUp();
        }
        Standing standing = transactions.read(connection -> standing(connection, token));
        if (standing instanceof Standing.Good) {
            good.put(hash, true);
        } else {
            good.invalidate(hash);
            failures.count(origin);
        }
        return standing;
    }

    private static Standing standing(Connection connection, ScimToken token) throws SQLException {
        byte[] hash = token.hash();
        try (var query = connection.prepareStatement(BY_HASH)) {
            query.setBytes(1, hash);
            query.setBytes(2, hash);
            try (var row = query.executeQuery()) {
                if (!row.next() || !MessageDigest.isEqual(hash, row.getBytes("hash"))) {
                    return new Standing.Bad("token_unknown");
                }
                if (row.getBoolean("revoked")) {
                    return new Standing.Bad("token_revoked");
                }
                if (row.getBoolean("expired")) {
                    return new Standing.Bad("token_expired");
                }
                return new Standing.Good(new Client(
                        row.getString("tenant"), row.getObject("client_id", UUID.class), row.getString("name")));
            }
        }
    }
}
