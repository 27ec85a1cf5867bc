package dev.gatehouse.gateway.resource;

import dev.gatehouse.gateway.database.Column;
import dev.gatehouse.gateway.policy.ClaimGroup;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The names of groups from claims, kept from the first binding or provider that names one until the provider is deleted:
 * bindings hold ids, and from an id nobody can tell the name.
 */
final class ClaimGroupNames {
    private static final String PROVIDER = "identityprovider";

    private static final List<Column<Map.Entry<UUID, ClaimGroup>>> COLUMNS = List.of(
            Column.uuid(Map.Entry::getKey),
            Column.text(named -> named.getValue().provider()),
            Column.text(named -> named.getValue().toString()),
            Column.text(named -> named.getValue().toString().toLowerCase(Locale.ROOT)));

    private static final String INSERT = """
            INSERT INTO directory_group (tenant, id, source, provider, display_name, display_name_lc)
            SELECT ?, w.id, 'claim', w.provider, w.name, w.name_lc
              FROM unnest(?::uuid[], ?::text[], ?::text[], ?::text[]) AS w (id, provider, name, name_lc)
             ORDER BY w.id
            ON CONFLICT (tenant, id) DO NOTHING""";

    private ClaimGroupNames() {}

    /** Keeps what the draft names, now that it is written as that row. */
    static void keep(Connection connection, Draft draft, ResourceEntity row) throws SQLException {
        Map<UUID, ClaimGroup> named = new TreeMap<>(draft.claimGroups());
        if (draft.kind().word().equals(PROVIDER)) {
            draft.spec().path("grants").forEach(grant -> {
                var group = new ClaimGroup(draft.name(), grant.path("group").asText());
                named.put(group.id(row.id()), group);
            });
        }
        if (named.isEmpty()) {
            return;
        }
        List<Map.Entry<UUID, ClaimGroup>> groups = List.copyOf(named.entrySet());
        try (var insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, row.key().tenant());
            for (int i = 0; i < COLUMNS.size(); i++) {
                insert.setObject(i + 2, COLUMNS.get(i).of(connection, groups));
            }
            insert.executeUpdate();
        }
    }

    /** A provider that is declared anew has other groups, even where it has the same name. */
    static void forget(Connection connection, ResourceKey deleted) throws SQLException {
        if (!deleted.kind().equals(PROVIDER)) {
            return;
        }
        try (var update = connection.prepareStatement("""
                UPDATE directory_group SET deleted_at = now()
                 WHERE tenant = ? AND provider = ? AND source = 'claim' AND deleted_at IS NULL""")) {
            update.setString(1, deleted.tenant());
            update.setString(2, deleted.name());
            update.executeUpdate();
        }
    }
}
