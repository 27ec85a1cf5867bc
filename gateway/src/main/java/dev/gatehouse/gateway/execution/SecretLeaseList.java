package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.database.Rows;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.Sight;
import dev.gatehouse.policy.ListPermit;
import dev.gatehouse.policy.Namespace;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What is open of the ledger of secret leases, as people see it. Thread-safe. */
@Singleton
final class SecretLeaseList {
    private static final String OPEN = """
            SELECT id, store, server, accessor, execution_id, state, cardinality(renewed) AS renewed, tries, reason,
                   created_at, expires_at, due_at
              FROM secret_lease WHERE tenant = ? AND ended_at IS NULL
            """;

    private final Transactions transactions;

    SecretLeaseList(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Those of the stores that the permit lets one see, in the order of their ids. */
    Map<String, Object> page(
            ListPermit permit, Sight sight, Optional<String> store, boolean stuck, Optional<UUID> after, int limit) {
        List<Object> values = new ArrayList<>(List.of(permit.subject().tenant()));
        var sql = new StringBuilder(OPEN);
        store.ifPresent(name -> {
            sql.append(" AND store = ?");
            values.add(name);
        });
        if (stuck) {
            sql.append(" AND state = 'revoking' AND reason IS NOT NULL");
        }
        after.ifPresent(id -> {
            sql.append(" AND id > ?");
            values.add(id);
        });
        sql.append(" ORDER BY id LIMIT ?");
        values.add(limit + 1);
        return transactions.read(connection -> Rows.page(
                connection,
                sql.toString(),
                values,
                limit,
                SecretLeaseList::item,
                row -> sight.shows(Namespace.ROOT, row.getString("store"))));
    }

    /** The store by which it was issued, where there is such a lease and it is open. */
    Optional<String> store(String tenant, UUID lease) {
        return transactions.read(connection -> Sql.of(
                        connection,
                        "SELECT store FROM secret_lease WHERE tenant = ? AND id = ? AND ended_at IS NULL",
                        tenant,
                        lease)
                .first(row -> row.getString("store")));
    }

    private static Map<String, Object> item(ResultSet row) throws SQLException {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("id", row.getString("id"));
        item.put("store", row.getString("store"));
        item.put("server", row.getString("server"));
        item.put("accessor", row.getString("accessor"));
        item.put("execution", row.getString("execution_id"));
        item.put("state", row.getString("state"));
        item.put("renewed", row.getInt("renewed"));
        item.put("tries", row.getInt("tries"));
        Rows.text(item, "reason", row, "reason");
        Rows.instant(item, "createdAt", row, "created_at");
        Rows.instant(item, "expiresAt", row, "expires_at");
        Rows.instant(item, "dueAt", row, "due_at");
        return item;
    }
}
