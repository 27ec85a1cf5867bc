package dev.gatehouse.gateway.identity;

import dev.gatehouse.gateway.database.Column;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.Scope;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rows of API tokens: SHA-256, never the token. The database's clock decides what has expired. */
@Singleton
public final class ApiTokens {
    /** No token lives longer. */
    public static final Duration LONGEST_LIFE = Duration.ofDays(366);

    /** How a life is written: a day has 24 hours, and nothing longer has a fixed length. */
    public static final String LIFE_FORM =
            "write days, hours, minutes and seconds, such as P90D or PT8H, from PT1S to P366D (no years or months)";

    /** One from before all of its subject's access ended is worth nothing, whether or not the cascade has come to it. */
    private static final String ENDED = """
            t.revoked_at IS NOT NULL OR EXISTS (
                SELECT 1 FROM access_end a
                 WHERE a.tenant = t.tenant AND a.subject_id = t.subject_id AND a.extent = 'everything'
                   AND a.started_at >= t.created_at)""";

    private static final String ENDED_OF = """
            SELECT t.id FROM unnest(?::text[], ?::uuid[]) AS asked (tenant, id) JOIN api_token t USING (tenant, id)
             WHERE %s""".formatted(ENDED);

    private static final String BY_HASH = """
            SELECT t.tenant, t.id, t.subject_id, t.hash, s.epoch,
                   %s AS revoked,
                   t.scope_permissions, t.scope_namespace,
                   (extract(epoch FROM t.expires_at - now()) * 1000)::bigint AS left_ms,
                   coalesce(t.last_used_at < now() - interval '1 hour', true) AS use_unknown
              FROM api_token t JOIN subject s ON s.tenant = t.tenant AND s.id = t.subject_id
             WHERE t.hash = ?
            """.formatted(ENDED);

    private static final String INSERT = """
            INSERT INTO api_token (tenant, id, subject_id, hash, hint, expires_at, created_by, name,
                                   scope_permissions, scope_namespace)
            VALUES (?, ?, ?, ?, ?, date_trunc('milliseconds', now()) + ? * interval '1 ms', ?, ?, ?, ?)
            RETURNING expires_at
            """;

    private final TokenUses uses;

    ApiTokens(TokenUses uses) {
        this.uses = uses;
    }

    /**
     * A token to be written: whose it is, how long it lives, and who made it.
     *
     * @param name for people; empty for none
     * @param scope what it leaves of its subject's access; absent where that is everything
     */
    public record Draft(
            UUID id, UUID subject, Duration life, Optional<UUID> creator, String name, Optional<Scope> scope) {
        public Draft {
            if (life.compareTo(Duration.ofSeconds(1)) < 0 || life.compareTo(LONGEST_LIFE) > 0) {
                throw new IllegalArgumentException("a token lives between a second and 366 days");
            }
        }

        /** A token of all the subject's access. */
        public Draft(UUID id, UUID subject, Duration life, Optional<UUID> creator) {
            this(id, subject, life, creator, "", Optional.empty());
        }
    }

    /**
     * What a shown token is worth at this moment.
     *
     * @param epoch of its subject
     * @param left until it expires; not positive when it has
     */
    record Found(String tenant, UUID subject, boolean revoked, long epoch, Duration left, Optional<Scope> scope) {
        boolean isGood() {
            return !revoked && left.isPositive();
        }
    }

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
            insert.setString(8, draft.name().isEmpty() ? null : draft.name());
            insert.setArray(9, permissions(connection, draft.scope()));
            insert.setString(
                    10, draft.scope().map(scope -> scope.namespace().path()).orElse(null));
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
                Optional<Scope> whole = Optional.of(Scope.whole(row.getObject("id", UUID.class)));
                var found = new Found(
                        row.getString("tenant"),
                        row.getObject("subject_id", UUID.class),
                        row.getBoolean("revoked"),
                        row.getLong("epoch"),
                        Duration.ofMillis(row.getLong("left_ms")),
                        scope(row).or(() -> whole));
                if (found.isGood() && row.getBoolean("use_unknown")) {
                    uses.note(found.tenant(), row.getObject("id", UUID.class));
                }
                return Optional.of(found);
            }
        }
    }

    private static @Nullable Array permissions(Connection connection, Optional<Scope> scope) throws SQLException {
        return scope.isEmpty()
                ? null
                : connection.createArrayOf(
                        "text",
                        scope.get().permissions().stream()
                                .map(Permission::toString)
                                .sorted()
                                .toArray());
    }

    /** The scope in the row, absent without one. A permission that this gateway does not know leaves nothing here. */
    public static Optional<Scope> scope(ResultSet row) throws SQLException {
        Array names = row.getArray("scope_permissions");
        if (names == null) {
            return Optional.empty();
        }
        Set<Permission> permissions = Stream.of((String[]) names.getArray())
                .flatMap(name -> Permission.parse(name).stream())
                .collect(Collectors.toSet());
        return Optional.of(new Scope(
                row.getObject("id", UUID.class), permissions, new Namespace(row.getString("scope_namespace"))));
    }

    /**
     * Those of the tokens that were ended before they expired; one that has expired, or has a successor, is none.
     *
     * @param tokens by their ids, with their tenants
     */
    public Set<UUID> ended(Connection connection, Map<UUID, String> tokens) throws SQLException {
        if (tokens.isEmpty()) {
            return Set.of();
        }
        List<Map.Entry<UUID, String>> asked = List.copyOf(tokens.entrySet());
        try (var query = connection.prepareStatement(ENDED_OF)) {
            query.setObject(
                    1, Column.<Map.Entry<UUID, String>>text(Map.Entry::getValue).of(connection, asked));
            query.setObject(
                    2, Column.<Map.Entry<UUID, String>>uuid(Map.Entry::getKey).of(connection, asked));
            try (var row = query.executeQuery()) {
                Set<UUID> ended = new HashSet<>();
                while (row.next()) {
                    ended.add(row.getObject("id", UUID.class));
                }
                return ended;
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
