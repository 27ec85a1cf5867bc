package dev.gatehouse.gateway.token;

import dev.gatehouse.gateway.database.Rows;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.ApiTokens;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.OwnTokenPermit;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.TokenPermit;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Tokens in the order of their making, without the tokens. */
@Singleton
final class TokenList {
    static final String SELECT = """
            SELECT t.id, t.subject_id, s.name AS account, t.hint, t.name, t.created_at, t.expires_at, t.revoked_at,
                   t.last_used_at, t.successor_id, t.scope_permissions, t.scope_namespace
              FROM api_token t JOIN subject s ON s.tenant = t.tenant AND s.id = t.subject_id
             WHERE t.tenant = ? AND t.id > ?
            """;

    /** Those whose scope lies in a namespace and below; one without a scope lies in the root. */
    private static final String OWN = """
            AND t.subject_id = ?
            AND (? OR t.scope_namespace = ? OR starts_with(t.scope_namespace, ? || '.'))
            """;

    private static final String PAGE = "ORDER BY t.id LIMIT ?";

    private final Transactions transactions;

    TokenList(Transactions transactions) {
        this.transactions = transactions;
    }

    /** All of the tenant, or of one subject. */
    Map<String, Object> page(TokenPermit permit, Optional<UUID> of, Optional<UUID> after, int limit) {
        String tenant = permit.subject().tenant();
        return of.map(subject ->
                        page(SELECT + "AND t.subject_id = ? " + PAGE, limit, tenant, start(after), subject, limit + 1))
                .orElseGet(() -> page(SELECT + PAGE, limit, tenant, start(after), limit + 1));
    }

    /** Of the permit's own subject, at and below the permit's namespace. */
    Map<String, Object> own(OwnTokenPermit permit, Optional<UUID> after, int limit) {
        Namespace namespace = permit.namespace();
        return page(
                SELECT + OWN + PAGE,
                limit,
                permit.subject().tenant(),
                start(after),
                permit.subject().id(),
                namespace.isRoot(),
                namespace.path(),
                namespace.path(),
                limit + 1);
    }

    private static UUID start(Optional<UUID> after) {
        return after.orElse(new UUID(0, 0));
    }

    private Map<String, Object> page(String sql, int limit, Object... values) {
        return Rows.page(
                transactions.read(connection -> Rows.find(connection, sql, List.of(values), TokenList::item)), limit);
    }

    static Map<String, Object> item(ResultSet row) throws SQLException {
        var item = new LinkedHashMap<String, Object>();
        item.put("id", row.getString("id"));
        item.put("subject", row.getString("subject_id"));
        item.put("for", row.getString("account"));
        Rows.text(item, "name", row, "name");
        item.put("hint", row.getString("hint"));
        ApiTokens.scope(row).ifPresent(scope -> {
            item.put(
                    "permissions",
                    scope.permissions().stream()
                            .sorted()
                            .map(Permission::toString)
                            .toList());
            item.put("namespace", scope.namespace().path());
        });
        Rows.instant(item, "createdAt", row, "created_at");
        Rows.instant(item, "expiresAt", row, "expires_at");
        Rows.instant(item, "lastUsedAt", row, "last_used_at");
        Rows.instant(item, "revokedAt", row, "revoked_at");
        Rows.text(item, "successor", row, "successor_id");
        return item;
    }
}
