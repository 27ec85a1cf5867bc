package dev.gatehouse.gateway.scim.directory;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.scim.protocol.ErrorType;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Optional;
import java.util.UUID;

/** The rows of groups, without their members. A client reaches its own only. */
final class GroupRows {
    private static final String COLUMNS = "g.id, g.display_name, g.external_id, g.version, g.created_at, g.changed_at";
    private static final String TABLE = "directory_group";
    private static final String FROM =
            " FROM directory_group g WHERE g.tenant = ? AND g.client_id = ? AND g.deleted_at IS NULL ";
    private static final String UNIQUE_VIOLATION = "23505";

    private GroupRows() {}

    static void insert(Connection connection, Client client, UUID id, GroupDocument group) throws SQLException {
        try (var insert = connection.prepareStatement("""
                INSERT INTO directory_group (tenant, id, source, client_id, display_name, display_name_lc, external_id)
                VALUES (?, ?, 'scim', ?, ?, ?, ?)
                ON CONFLICT (tenant, client_id, display_name_lc) WHERE source = 'scim' AND deleted_at IS NULL
                DO NOTHING""")) {
            insert.setString(1, client.tenant());
            insert.setObject(2, id);
            insert.setObject(3, client.id());
            insert.setString(4, group.displayName());
            insert.setString(5, group.displayNameLowered());
            insert.setString(6, group.externalId().orElse(null));
            if (insert.executeUpdate() == 0) {
                throw taken();
            }
        }
    }

    static void update(Connection connection, Client client, UUID id, GroupDocument group) throws SQLException {
        try (var update = connection.prepareStatement("""
                UPDATE directory_group SET display_name = ?, display_name_lc = ?, external_id = ?, version = version + 1,
                       changed_at = greatest(date_trunc('milliseconds', now()), changed_at)
                 WHERE tenant = ? AND id = ?""")) {
            update.setString(1, group.displayName());
            update.setString(2, group.displayNameLowered());
            update.setString(3, group.externalId().orElse(null));
            update.setString(4, client.tenant());
            update.setObject(5, id);
            update.executeUpdate();
        } catch (SQLException failure) {
            if (UNIQUE_VIOLATION.equals(failure.getSQLState())) {
                throw taken();
            }
            throw failure;
        }
    }

    static void delete(Connection connection, Client client, UUID id) throws SQLException {
        try (var update = connection.prepareStatement(
                "UPDATE directory_group SET deleted_at = now(), version = version + 1 WHERE tenant = ? AND id = ?")) {
            update.setString(1, client.tenant());
            update.setObject(2, id);
            update.executeUpdate();
        }
    }

    private static ScimFailure taken() {
        return ScimFailure.of(ErrorType.UNIQUENESS, "There is a group of this displayName already.");
    }

    /** The group, and its row locked where it is about to change. */
    static Optional<Found> find(Connection connection, Client client, UUID id, boolean toChange) throws SQLException {
        String lock = toChange ? " FOR UPDATE" : "";
        try (var query = connection.prepareStatement("SELECT " + COLUMNS + FROM + " AND g.id = ?" + lock)) {
            query.setString(1, client.tenant());
            query.setObject(2, client.id());
            query.setObject(3, id);
            try (var row = query.executeQuery()) {
                return row.next() ? Optional.of(found(row)) : Optional.empty();
            }
        }
    }

    static Page list(Connection connection, Client client, ListQuery list) throws SQLException {
        var items = new ArrayList<Found>();
        boolean more = false;
        if (list.count() > 0) {
            try (var query = connection.prepareStatement(
                    "SELECT " + COLUMNS + list.from(TABLE, "g") + list.orderBy("g.id") + ListQuery.PAGE)) {
                list.bindPage(query, list.bind(query, client));
                try (var row = query.executeQuery()) {
                    while (items.size() < list.count() && row.next()) {
                        items.add(found(row));
                    }
                    more = row.next();
                }
            }
        }
        return new Page(list.total(connection, client, TABLE, "g", items.size(), more), items, more);
    }

    private static Found found(ResultSet row) throws SQLException {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("displayName", row.getString("display_name"));
        Optional.ofNullable(row.getString("external_id")).ifPresent(id -> document.put("externalId", id));
        return new Found(
                row.getObject("id", UUID.class),
                document,
                row.getLong("version"),
                UserRows.instant(row, "created_at"),
                UserRows.instant(row, "changed_at"));
    }
}
