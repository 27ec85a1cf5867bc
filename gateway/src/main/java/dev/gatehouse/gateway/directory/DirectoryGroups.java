package dev.gatehouse.gateway.directory;

import dev.gatehouse.gateway.database.Rows;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.problem.QueryParameters;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The groups of a tenant as an administrator sees them: those of SCIM clients, and those of claims that something names. */
@Singleton
final class DirectoryGroups {
    private static final String SELECT = """
            SELECT g.id, g.display_name, g.source, g.provider, g.external_id, g.created_at, c.name AS client
              FROM directory_group g LEFT JOIN scim_client c ON c.tenant = g.tenant AND c.id = g.client_id
             WHERE g.tenant = ? AND g.deleted_at IS NULL\
            """;

    private static final String PLACE = "SELECT display_name_lc FROM directory_group WHERE tenant = ? AND id = ?";

    private static final String COUNT = "SELECT count(*) AS members FROM membership WHERE tenant = ? AND group_id = ?";

    private static final String MEMBERS = """
            SELECT s.id, s.kind, s.name, s.active, m.since,
                   coalesce((SELECT 'scim:' || p.name FROM scim_client p
                              WHERE p.tenant = m.tenant AND m.provenance = 'scim:' || p.id), m.provenance) AS provenance
              FROM membership m JOIN subject s ON s.tenant = m.tenant AND s.id = m.user_id
             WHERE m.tenant = ? AND m.group_id = ? AND m.user_id > ?
             ORDER BY m.user_id LIMIT ?""";

    private final Transactions transactions;
    private final HeldRoles roles;

    DirectoryGroups(Transactions transactions, HeldRoles roles) {
        this.transactions = transactions;
        this.roles = roles;
    }

    /** In the order of the names. */
    Map<String, Object> page(String tenant, Optional<String> name, Optional<UUID> after, int limit) {
        return transactions.run(connection -> {
            var sql = new StringBuilder(SELECT);
            var values = new ArrayList<Object>(List.of(tenant));
            name.map(text -> NamePrefix.of(text.toLowerCase(Locale.ROOT))).ifPresent(prefix -> {
                sql.append(" AND g.display_name_lc >= ? AND g.display_name_lc < ?");
                values.add(prefix.from());
                values.add(prefix.to());
            });
            if (after.isPresent()) {
                Optional<Object> place = Rows.first(
                                connection,
                                PLACE,
                                List.of(tenant, after.get()),
                                row -> Map.of("name", row.getString("display_name_lc")))
                        .map(found -> found.get("name"));
                if (place.isEmpty()) {
                    return Rows.page(List.of(), limit);
                }
                sql.append(" AND (g.display_name_lc, g.id) > (?, ?)");
                values.add(place.get());
                values.add(after.get());
            }
            sql.append(" ORDER BY g.display_name_lc, g.id LIMIT ?");
            values.add(limit + 1);
            return Rows.page(Rows.find(connection, sql.toString(), values, DirectoryGroups::item), limit);
        });
    }

    /** @throws ProblemException 404 when the tenant has no such group */
    Map<String, Object> one(String tenant, UUID id) {
        return transactions.run(connection -> {
            Map<String, Object> view = group(connection, tenant, id);
            if ("scim".equals(view.get("source"))) {
                Rows.first(connection, COUNT, List.of(tenant, id), row -> Map.of("members", row.getLong("members")))
                        .ifPresent(view::putAll);
            }
            view.put(
                    "roles",
                    roles.page(connection, tenant, id, Set.of(id), Optional.empty(), QueryParameters.limit(null)));
            return view;
        });
    }

    Map<String, Object> members(String tenant, UUID id, Optional<UUID> after, int limit) {
        return transactions.run(connection -> {
            group(connection, tenant, id);
            List<Object> values = List.of(tenant, id, after.orElse(new UUID(0, 0)), limit + 1);
            return Rows.page(Rows.find(connection, MEMBERS, values, DirectoryGroups::member), limit);
        });
    }

    Map<String, Object> roles(String tenant, UUID id, Optional<String> after, int limit) {
        return transactions.run(connection -> {
            group(connection, tenant, id);
            return roles.page(connection, tenant, id, Set.of(id), after, limit);
        });
    }

    private static Map<String, Object> group(Connection connection, String tenant, UUID id) throws SQLException {
        return Rows.first(connection, SELECT + " AND g.id = ?", List.of(tenant, id), DirectoryGroups::item)
                .orElseThrow(() -> new ProblemException(Problem.notFound()));
    }

    private static Map<String, Object> item(ResultSet row) throws SQLException {
        var item = new LinkedHashMap<String, Object>();
        item.put("id", row.getString("id"));
        item.put("name", row.getString("display_name"));
        item.put("source", row.getString("source"));
        Rows.text(item, "client", row, "client");
        Rows.text(item, "provider", row, "provider");
        Rows.text(item, "externalId", row, "external_id");
        Rows.instant(item, "since", row, "created_at");
        return item;
    }

    private static Map<String, Object> member(ResultSet row) throws SQLException {
        var item = new LinkedHashMap<String, Object>();
        item.put("id", row.getString("id"));
        item.put("kind", row.getString("kind"));
        item.put("name", row.getString("name"));
        item.put("active", row.getBoolean("active"));
        item.put("provenance", row.getString("provenance"));
        Rows.instant(item, "since", row, "since");
        return item;
    }
}
