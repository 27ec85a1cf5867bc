package dev.gatehouse.gateway.identity;

import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

/** The rows of API tokens: SHA-256, never the token. The database's clock decides what has expired. */
@Singleton
public final class ApiTokens {
    /** No token lives longer. */
    public static final Duration LONGEST_LIFE = Duration.ofDays(366);

    private static final String BY_HASH = """
            SELECT t.tenant, t.subject_id, t.hash, t.revoked_at IS NOT NULL AS revoked, s.epoch,
                   (extract(epoch FROM t.expires_at - now()) * 1000)::bigint AS left_ms
              FROM api_token t JOIN subject s ON s.tenant = t.tenant AND s.id = t.subject_id
             WHERE t.hash = ?
            """;

    private static final String INSERT = """
            INSERT INTO api_token (tenant, id, subject_id, hash, hint, expires_at, created_by)
            VALUES (?, ?, ?, ?, ?, date_trunc('milliseconds', now()) + ? * interval '1 ms', ?)
            RETURNING expires_at
            """;

    /** A token to be written: whose it is, how long it lives, and who made it. */
    public record Draft(UUID id, UUID subject, Duration life, Optional<UUID> creator) {
        public Draft {
            if (life.compareTo(Duration.ofSeconds(1)) < 0 || life.compareTo(LONGEST_LIFE) > 0) {
                throw new IllegalArgumentException("a token lives between a second and 366 days");
            }
        }
    }

    /**
     * What a shown token is worth at this moment.
     *
     * @param epoch of its subject
     * @param left until it expires; not positive when it has
     */
    record Found(String tenant, UUID subject, boolean revoked, long epoch, Duration left) {}

    /** Writes the token's row in the caller's transaction, and answers when the token expires. */
    public Instant insert(Connection connection, String tenant, ApiToken token, Draft draft) throws SQLException {
        try (var insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, tenant);
            insert.setObject(2, draft.id());
            insert.setObject(3, draft.subject());
            insert.setBytes(4, token.hash());
            insert.setString(5, token.hint());
            insert.setLong(6, draft.life().toMillis());
            insert.setObject(7, draft.creator().orElse(null));
            try (var row = insert.executeQuery()) {
                row.next();
                return instant(row, "expires_at");
            }
        }
    }

    Optional<Found> find(Connection connection, ApiToken token) throws SQLException {
        byte[] hash = token.hash();
        try (var query = connection.prepareStatement(BY_HASH)) {
            query.setBytes(1, hash);
            try (var row = query.executeQuery()) {
                if (!row.next() || !MessageDigest.isEqual(hash, row.getBytes("hash"))) {
                    return Optional.empty();
                }
                return Optional.of(new Found(
                        row.getString("tenant"),
                        row.getObject("subject_id", UUID.class),
                        row.getBoolean("revoked"),
                        row.getLong("epoch"),
                        Duration.ofMillis(row.getLong("left_ms"))));
            }
        }
    }

    /** Whether the token is one of this tenant, is not revoked, and lives longer than the given time. */
    public boolean isGood(Connection connection, String tenant, ApiToken token, Duration stillAtLeast)
            throws SQLException {
        try (var query = connection.prepareStatement("""
                SELECT 1 FROM api_token
                 WHERE hash = ? AND tenant = ? AND revoked_at IS NULL
                   AND expires_at > now() + ? * interval '1 ms'""")) {
            query.setBytes(1, token.hash());
            query.setString(2, tenant);
            query.setLong(3, stillAtLeast.toMillis());
            try (var row = query.executeQuery()) {
                return row.next();
            }
        }
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
