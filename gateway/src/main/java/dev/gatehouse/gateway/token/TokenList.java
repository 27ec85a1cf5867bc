package dev.gatehouse.gateway.token;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.problem.QueryParameters;
import dev.gatehouse.policy.TokenPermit;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tenant's tokens in the order of their making, without the tokens. */
@Singleton
final class TokenList {
    private static final String SELECT = """
            SELECT t.id, t.subject_id, s.name, t.hint, t.created_at, t.expires_at, t.revoked_at
              FROM api_token t JOIN subject s ON s.tenant = t.tenant AND s.id = t.subject_id
             WHERE t.tenant = ? AND t.id > ? ORDER BY t.id LIMIT ?
            """;

    private final Transactions transactions;

    TokenList(Transactions transactions) {
        this.transactions = transactions;
    }

    Map<String, Object> page(TokenPermit permit, @Nullable String after, int limit) {
        UUID start = QueryParameters.id("after", after).orElse(new UUID(0, 0));
        List<Map<String, Object>> items = transactions.run(connection -> {
            try (var query = connection.prepareStatement(SELECT)) {
                query.setString(1, permit.subject().tenant());
                query.setObject(2, start);
                query.setInt(3, limit + 1);
                try (var row = query.executeQuery()) {
                    var found = new ArrayList<Map<String, Object>>();
                    while (row.next()) {
                        found.add(item(row));
                    }
                    return found;
                }
            }
        });
        var page = new LinkedHashMap<String, Object>();
        page.put("items", items.subList(0, Math.min(limit, items.size())));
        if (items.size() > limit) {
            page.put("next", items.get(limit - 1).get("id"));
        }
        return page;
    }

    private static Map<String, Object> item(ResultSet row) throws SQLException {
        var item = new LinkedHashMap<String, Object>();
        item.put("id", row.getString("id"));
        item.put("subject", row.getString("subject_id"));
        item.put("for", row.getString("name"));
        item.put("hint", row.getString("hint"));
        item.put("createdAt", instant(row, "created_at"));
        item.put("expiresAt", instant(row, "expires_at"));
        if (row.getObject("revoked_at") != null) {
            item.put("revokedAt", instant(row, "revoked_at"));
        }
        return item;
    }

    private static String instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant().toString();
    }
}
