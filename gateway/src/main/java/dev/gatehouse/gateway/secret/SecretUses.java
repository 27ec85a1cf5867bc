package dev.gatehouse.gateway.secret;

import dev.gatehouse.gateway.database.Rows;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.policy.ResourceReadPermit;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Which runs got a secret, and in which version. Thread-safe. */
@Singleton
final class SecretUses {
    /** Executions come whole: a page has all attempts of each that it shows. */
    private static final String PAGE = """
            WITH shown AS (
                SELECT DISTINCT execution_id FROM secret_use
                 WHERE tenant = ? AND namespace = ? AND name = ? AND (?::text IS NULL OR version = ?)
                   AND (?::uuid IS NULL OR execution_id < ?)
                 ORDER BY execution_id DESC LIMIT ?)
            SELECT u.execution_id, u.attempt, u.store, u.path, u.key, u.version, u.lease, u.at
              FROM shown JOIN secret_use u USING (execution_id)
             WHERE u.tenant = ? AND u.namespace = ? AND u.name = ? AND (?::text IS NULL OR u.version = ?)
             ORDER BY u.execution_id DESC, u.attempt""";

    private final Transactions transactions;

    SecretUses(Transactions transactions) {
        this.transactions = transactions;
    }

    private record Use(UUID execution, Map<String, Object> view) {}

    Map<String, Object> page(ResourceReadPermit permit, Optional<String> version, Optional<UUID> after, int limit) {
        List<Use> found = transactions.read(connection -> uses(connection, permit, version, after, limit + 1));
        List<UUID> executions =
                found.stream().map(Use::execution).distinct().limit(limit).toList();
        var page = new LinkedHashMap<String, Object>();
        page.put(
                "items",
                found.stream()
                        .filter(use -> executions.contains(use.execution()))
                        .map(Use::view)
                        .toList());
        if (found.stream().map(Use::execution).distinct().count() > limit) {
            page.put("next", executions.getLast().toString());
        }
        return page;
    }

    private static List<Use> uses(
            Connection connection,
            ResourceReadPermit permit,
            Optional<String> version,
            Optional<UUID> after,
            int executions)
            throws SQLException {
        try (var query = connection.prepareStatement(PAGE)) {
            query.setString(1, permit.subject().tenant());
            query.setString(2, permit.namespace().path());
            query.setString(3, permit.name());
            query.setString(4, version.orElse(null));
            query.setString(5, version.orElse(null));
            query.setObject(6, after.orElse(null), Types.OTHER);
            query.setObject(7, after.orElse(null), Types.OTHER);
            query.setInt(8, executions);
            query.setString(9, permit.subject().tenant());
            query.setString(10, permit.namespace().path());
            query.setString(11, permit.name());
            query.setString(12, version.orElse(null));
            query.setString(13, version.orElse(null));
            try (var row = query.executeQuery()) {
                List<Use> uses = new ArrayList<>();
                while (row.next()) {
                    uses.add(new Use(row.getObject("execution_id", UUID.class), view(row)));
                }
                return uses;
            }
        }
    }

    private static Map<String, Object> view(ResultSet row) throws SQLException {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("execution", row.getString("execution_id"));
        view.put("attempt", row.getInt("attempt"));
        view.put("store", row.getString("store"));
        view.put("path", row.getString("path"));
        view.put("key", row.getString("key"));
        Rows.text(view, "version", row, "version");
        Rows.text(view, "lease", row, "lease");
        Rows.instant(view, "at", row, "at");
        return view;
    }
}
