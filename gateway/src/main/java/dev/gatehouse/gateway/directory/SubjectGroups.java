package dev.gatehouse.gateway.directory;

import dev.gatehouse.gateway.database.Rows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The groups that a subject is in by rows. Those that tokens name are known while a token shows them, and nowhere else. */
final class SubjectGroups {
    private static final String SELECT = """
            SELECT g.id, g.display_name, g.source, c.name AS client, m.since,
                   coalesce((SELECT 'scim:' || p.name FROM scim_client p
                              WHERE p.tenant = m.tenant AND m.provenance = 'scim:' || p.id), m.provenance) AS provenance
              FROM membership m
              JOIN directory_group g ON g.tenant = m.tenant AND g.id = m.group_id
              LEFT JOIN scim_client c ON c.tenant = g.tenant AND c.id = g.client_id
             WHERE m.tenant = ? AND m.user_id = ? AND m.group_id > ?
             ORDER BY m.group_id LIMIT ?""";

    private SubjectGroups() {}

    static Map<String, Object> page(Connection connection, String tenant, UUID subject, Optional<UUID> after, int limit)
            throws SQLException {
        List<Object> values = List.of(tenant, subject, after.orElse(new UUID(0, 0)), limit + 1);
        var found = Rows.find(connection, SELECT, values, row -> {
            var item = new LinkedHashMap<String, Object>();
            item.put("id", row.getString("id"));
            item.put("name", row.getString("display_name"));
            item.put("source", row.getString("source"));
            Rows.text(item, "client", row, "client");
            item.put("provenance", row.getString("provenance"));
            Rows.instant(item, "since", row, "since");
            return item;
        });
        return Rows.page(found, limit);
    }

    /** The subject, and the ids of all its groups: what holds roles for it. */
    static Set<UUID> principals(Connection connection, String tenant, UUID subject) throws SQLException {
        var principals = new HashSet<>(Set.of(subject));
        try (var query =
                connection.prepareStatement("SELECT group_id FROM membership WHERE tenant = ? AND user_id = ?")) {
            query.setString(1, tenant);
            query.setObject(2, subject);
            try (var row = query.executeQuery()) {
                while (row.next()) {
                    principals.add(row.getObject(1, UUID.class));
                }
            }
        }
        return principals;
    }

    /** What groups of these ids are called; of the others nothing. */
    static Map<UUID, String> names(Connection connection, String tenant, Set<UUID> ids) throws SQLException {
        var names = new LinkedHashMap<UUID, String>();
        try (var query = connection.prepareStatement("""
                SELECT g.id, g.display_name FROM unnest(?) AS wanted (id)
                  JOIN directory_group g ON g.tenant = ? AND g.id = wanted.id""")) {
            query.setArray(1, connection.createArrayOf("uuid", new ArrayList<>(ids).toArray()));
            query.setString(2, tenant);
            try (var row = query.executeQuery()) {
                while (row.next()) {
                    names.put(row.getObject(1, UUID.class), row.getString(2));
                }
            }
        }
        return names;
    }
}
