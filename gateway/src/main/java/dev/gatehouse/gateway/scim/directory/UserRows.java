package dev.gatehouse.gateway.scim.directory;

import dev.gatehouse.gateway.database.Column;
import dev.gatehouse.gateway.scim.protocol.ErrorType;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The rows of users: one in {@code directory_user}, one for each e-mail address. A client reaches its own only. */
final class UserRows {
    private static final String COLUMNS = """
            u.id, u.user_name, u.display_name, u.external_id, u.attributes, u.version, u.created_at, u.changed_at,
            (SELECT s.active FROM subject s WHERE s.tenant = u.tenant AND s.id = u.id) AS active
            """;

    private static final String TABLE = "directory_user";

    private static final String FROM = """
             FROM directory_user u
            WHERE u.tenant = ? AND u.client_id = ? AND u.deleted_at IS NULL
            """;

    /** The most of the documents of one page: their trees take several times as much memory. */
    private static final long LARGEST_PAGE_BYTES = 16L << 20;

    /** What a user's document says of each group, about. */
    private static final int IN_GROUP_BYTES = 256;

    private static final Column<UUID> ID = Column.uuid(id -> id);
    static final String UNIQUE_VIOLATION = "23505";

    private UserRows() {}

    static void insert(Connection connection, Client client, UUID id, UserDocument user) throws SQLException {
        try (var insert = connection.prepareStatement("""
                INSERT INTO directory_user (user_name, user_name_lc, external_id, display_name, attributes,
                                            tenant, id, client_id)
                VALUES (?, ?, ?, ?, ?::jsonb, ?, ?, ?)
                ON CONFLICT (tenant, client_id, user_name_lc) WHERE deleted_at IS NULL AND user_name_lc <> ''
                DO NOTHING""")) {
            bind(insert, user);
            insert.setString(6, client.tenant());
            insert.setObject(7, id);
            insert.setObject(8, client.id());
            if (insert.executeUpdate() == 0) {
                throw taken();
            }
        }
        insertEmails(connection, client, id, user);
    }

    static void update(Connection connection, Client client, UUID id, UserDocument before, UserDocument after)
            throws SQLException {
        try (var update = connection.prepareStatement("""
                UPDATE directory_user SET user_name = ?, user_name_lc = ?, external_id = ?, display_name = ?,
                       attributes = ?::jsonb, version = version + 1,
                       changed_at = greatest(date_trunc('milliseconds', now()), changed_at)
                 WHERE tenant = ? AND id = ?""")) {
            bind(update, after);
            update.setString(6, client.tenant());
            update.setObject(7, id);
            update.executeUpdate();
        } catch (SQLException failure) {
            if (UNIQUE_VIOLATION.equals(failure.getSQLState())) {
                throw taken();
            }
            throw failure;
        }
        if (before.externalId().isPresent() && !before.externalId().equals(after.externalId())) {
            rememberFormer(connection, client, id, before.externalId().get());
        }
        if (!before.emails().equals(after.emails())) {
            deleteEmails(connection, client, id);
            insertEmails(connection, client, id, after);
        }
    }

    private static void rememberFormer(Connection connection, Client client, UUID id, String externalId)
            throws SQLException {
        try (var insert = connection.prepareStatement("""
                INSERT INTO former_external_id (tenant, client_id, external_id, user_id)
                VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING""")) {
            insert.setString(1, client.tenant());
            insert.setObject(2, client.id());
            insert.setString(3, externalId);
            insert.setObject(4, id);
            insert.executeUpdate();
        }
    }

    static void delete(Connection connection, Client client, UUID id) throws SQLException {
        try (var update = connection.prepareStatement("""
                UPDATE directory_user SET deleted_at = now(), version = version + 1, attributes = '{}'
                 WHERE tenant = ? AND id = ?""")) {
            update.setString(1, client.tenant());
            update.setObject(2, id);
            update.executeUpdate();
        }
        deleteEmails(connection, client, id);
    }

    private static ScimFailure taken() {
        return ScimFailure.of(ErrorType.UNIQUENESS, "There is a user of this userName already.");
    }

    private static void bind(PreparedStatement statement, UserDocument user) throws SQLException {
        statement.setString(1, user.userName());
        statement.setString(2, user.userNameLowered());
        statement.setString(3, user.externalId().orElse(null));
        statement.setString(4, user.displayName().orElse(null));
        statement.setString(5, user.rest());
    }

    private static void deleteEmails(Connection connection, Client client, UUID id) throws SQLException {
        try (var delete = connection.prepareStatement("DELETE FROM user_email WHERE tenant = ? AND user_id = ?")) {
            delete.setString(1, client.tenant());
            delete.setObject(2, id);
            delete.executeUpdate();
        }
    }

    private static void insertEmails(Connection connection, Client client, UUID id, UserDocument user)
            throws SQLException {
        List<EmailRow> rows = EmailRow.of(user.emails());
        if (rows.isEmpty()) {
            return;
        }
        try (var insert = connection.prepareStatement("""
                INSERT INTO user_email (position, value, value_lc, type, display, is_primary, tenant, user_id)
                SELECT e.*, ?, ? FROM unnest(?::integer[], ?::text[], ?::text[], ?::text[], ?::text[], ?::boolean[]) AS e
                """)) {
            insert.setString(1, client.tenant());
            insert.setObject(2, id);
            for (int i = 0; i < EmailRow.COLUMNS.size(); i++) {
                insert.setObject(i + 3, EmailRow.COLUMNS.get(i).of(connection, rows));
            }
            insert.executeUpdate();
        }
    }

    /** The user, and its row held where it is about to change. */
    static Optional<Found> find(Connection connection, Client client, UUID id, boolean toChange) throws SQLException {
        if (toChange) {
            hold(connection, client, id);
        }
        try (var query = connection.prepareStatement("SELECT " + COLUMNS + FROM + " AND u.id = ?")) {
            query.setString(1, client.tenant());
            query.setObject(2, client.id());
            query.setObject(3, id);
            try (var row = query.executeQuery()) {
                return row.next() ? Optional.of(found(row)) : Optional.empty();
            }
        }
    }

    /** By itself: a statement that waits for a row sees the others, such as the subject, as they were before. */
    private static void hold(Connection connection, Client client, UUID id) throws SQLException {
        try (var lock = connection.prepareStatement(
                "SELECT 1 FROM directory_user WHERE tenant = ? AND id = ? AND client_id = ? FOR UPDATE")) {
            lock.setString(1, client.tenant());
            lock.setObject(2, id);
            lock.setObject(3, client.id());
            lock.execute();
        }
    }

    static Page list(Connection connection, Client client, ListQuery list) throws SQLException {
        Chosen page = list.count() == 0 ? new Chosen(List.of(), false) : page(connection, client, list);
        long total = list.total(connection, client, TABLE, "u", page.users().size(), page.more());
        return new Page(
                total, page.users().isEmpty() ? List.of() : found(connection, client, page.users()), page.more());
    }

    /** @param more whether the query finds others behind them */
    private record Chosen(List<UUID> users, boolean more) {}

    /** The first users that the query finds, as many as fit into one answer; at least one. */
    private static Chosen page(Connection connection, Client client, ListQuery list) throws SQLException {
        // The page is chosen by narrow rows; only its own documents are looked at.
        String sql = "SELECT u.id, octet_length(u.attributes::text) + " + IN_GROUP_BYTES
                + " * (SELECT count(*) FROM membership m WHERE m.tenant = u.tenant AND m.user_id = u.id) AS bytes"
                + " FROM (SELECT u.tenant, u.id" + list.from(TABLE, "u") + list.orderBy("u.id") + ListQuery.PAGE
                + ") page JOIN LATERAL (SELECT * FROM directory_user d"
                + " WHERE d.tenant = page.tenant AND d.id = page.id OFFSET 0) u ON true" + list.orderBy("u.id");
        try (var query = connection.prepareStatement(sql)) {
            list.bindPage(query, list.bind(query, client));
            try (var row = query.executeQuery()) {
                var ids = new ArrayList<UUID>();
                long bytes = 0;
                while (row.next()) {
                    bytes += row.getLong("bytes");
                    if (ids.size() == list.count() || (bytes > LARGEST_PAGE_BYTES && !ids.isEmpty())) {
                        return new Chosen(ids, true);
                    }
                    ids.add(row.getObject("id", UUID.class));
                }
                return new Chosen(ids, false);
            }
        }
    }

    /** These users, in this order. */
    private static List<Found> found(Connection connection, Client client, List<UUID> ids) throws SQLException {
        try (var query = connection.prepareStatement("SELECT " + COLUMNS
                + " FROM unnest(?::uuid[]) WITH ORDINALITY AS w (id, place) CROSS JOIN LATERAL"
                + " (SELECT * FROM directory_user d WHERE d.tenant = ? AND d.id = w.id AND d.client_id = ?"
                + " AND d.deleted_at IS NULL OFFSET 0) u ORDER BY w.place")) {
            query.setObject(1, ID.of(connection, ids));
            query.setString(2, client.tenant());
            query.setObject(3, client.id());
            try (var row = query.executeQuery()) {
                var items = new ArrayList<Found>();
                while (row.next()) {
                    items.add(found(row));
                }
                return items;
            }
        }
    }

    /** The groups of these users, by user. */
    static Map<UUID, List<InGroup>> groups(Connection connection, Client client, List<UUID> users) throws SQLException {
        if (users.isEmpty()) {
            return Map.of();
        }
        // OFFSET 0 keeps the planner, which knows nothing of new tables, from reading all memberships for one user's.
        try (var query = connection.prepareStatement("""
                SELECT w.id, g.id, g.display_name
                  FROM unnest(?::uuid[]) AS w (id)
                  CROSS JOIN LATERAL (SELECT m.tenant, m.group_id FROM membership m
                                       WHERE m.tenant = ? AND m.user_id = w.id OFFSET 0) m
                  CROSS JOIN LATERAL (SELECT d.id, d.display_name FROM directory_group d
                                       WHERE d.tenant = m.tenant AND d.id = m.group_id AND d.client_id = ?
                                         AND d.deleted_at IS NULL OFFSET 0) g
                 ORDER BY g.id""")) {
            query.setObject(1, ID.of(connection, users));
            query.setString(2, client.tenant());
            query.setObject(3, client.id());
            try (var row = query.executeQuery()) {
                var groups = new LinkedHashMap<UUID, List<InGroup>>();
                while (row.next()) {
                    groups.computeIfAbsent(row.getObject(1, UUID.class), _ -> new ArrayList<>())
                            .add(new InGroup(row.getObject(2, UUID.class), row.getString(3)));
                }
                return groups;
            }
        }
    }

    private static Found found(ResultSet row) throws SQLException {
        return new Found(
                row.getObject("id", UUID.class),
                UserDocument.of(row).whole(),
                row.getLong("version"),
                instant(row, "created_at"),
                instant(row, "changed_at"));
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
