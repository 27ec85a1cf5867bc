package dev.gatehouse.gateway.scim.directory;

import dev.gatehouse.gateway.database.Column;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The subjects behind users. Whatever shrinks access raises epoch and version in the transaction that shrinks it; what
 * lets it grow raises the version only.
 */
final class SubjectRows {
    private static final Column<UUID> ID = Column.uuid(id -> id);
    private static final Pattern LATER = Pattern.compile("#[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\\z");

    /** As the database orders ids; Java takes their first half for a signed number. */
    private static final Comparator<UUID> ORDER = Comparator.comparing(UUID::toString);

    private SubjectRows() {}

    /** A name is its first owner's; others get their id behind it. Nothing but people reads it. */
    static void insert(Connection connection, Client client, UUID id, UserDocument user) throws SQLException {
        if (isLikeALater(user.userName()) || !inserted(connection, client, id, user, user.userName())) {
            inserted(connection, client, id, user, later(user, id));
        }
    }

    /** Ends with an id as the names of later ones do. Who bore it would keep the name from the one of that id. */
    private static boolean isLikeALater(String name) {
        return LATER.matcher(name).find();
    }

    private static String later(UserDocument user, UUID id) {
        return user.userName() + "#" + id;
    }

    private static boolean inserted(Connection connection, Client client, UUID id, UserDocument user, String name)
            throws SQLException {
        try (var insert = connection.prepareStatement("""
                INSERT INTO subject (tenant, id, kind, name, active) VALUES (?, ?, 'user', ?, ?)
                ON CONFLICT (tenant, kind, name) DO NOTHING""")) {
            insert.setString(1, client.tenant());
            insert.setObject(2, id);
            insert.setString(3, name);
            insert.setBoolean(4, user.active());
            return insert.executeUpdate() == 1;
        }
    }

    /** Takes over name and access; the epoch rises where access ends, and where tokens may mean somebody else from now on. */
    static void update(Connection connection, Client client, UUID id, UserDocument before, UserDocument after)
            throws SQLException {
        boolean ends = before.active() && !after.active();
        boolean linked = before.externalId().isEmpty() || before.externalId().equals(after.externalId());
        boolean renamed = !before.userName().equals(after.userName());
        if (linked && !renamed && before.active() == after.active()) {
            return;
        }
        try (var update = connection.prepareStatement("""
                UPDATE subject SET active = ?, epoch = epoch + ?, version = version + 1 WHERE tenant = ? AND id = ?""")) {
            update.setBoolean(1, after.active());
            update.setInt(2, ends || !linked ? 1 : 0);
            update.setString(3, client.tenant());
            update.setObject(4, id);
            update.executeUpdate();
        }
        if (renamed) {
            rename(connection, client, id, after);
        }
    }

    /** Somebody else may take the name at this moment, so only trying tells. */
    private static void rename(Connection connection, Client client, UUID id, UserDocument user) throws SQLException {
        if (!isLikeALater(user.userName())) {
            Savepoint before = connection.setSavepoint();
            try {
                rename(connection, client, id, user.userName());
                connection.releaseSavepoint(before);
                return;
            } catch (SQLException failure) {
                if (!UserRows.UNIQUE_VIOLATION.equals(failure.getSQLState())) {
                    throw failure;
                }
                connection.rollback(before);
            }
        }
        rename(connection, client, id, later(user, id));
    }

    private static void rename(Connection connection, Client client, UUID id, String name) throws SQLException {
        try (var update = connection.prepareStatement("UPDATE subject SET name = ? WHERE tenant = ? AND id = ?")) {
            update.setString(1, name);
            update.setString(2, client.tenant());
            update.setObject(3, id);
            update.executeUpdate();
        }
    }

    /** Ends all access for ever. The row stays, with a name that gives the old one free. */
    static void end(Connection connection, Client client, UUID id) throws SQLException {
        try (var update = connection.prepareStatement("""
                UPDATE subject SET active = false, epoch = epoch + 1, version = version + 1,
                       name = CASE WHEN name LIKE '%#' || id THEN name ELSE name || '#' || id END
                 WHERE tenant = ? AND id = ?""")) {
            update.setString(1, client.tenant());
            update.setObject(2, id);
            update.executeUpdate();
        }
    }

    /**
     * Of users who come into a group. Those of the client who are not deleted are answered, and held, so that none is
     * deleted before the transaction ends.
     */
    static List<UUID> grow(Connection connection, Client client, List<UUID> sorted) throws SQLException {
        // Locked in the order in which the transactions of starts lock theirs.
        String sql = """
                WITH locked AS MATERIALIZED (
                    SELECT s.id FROM unnest(?::uuid[]) WITH ORDINALITY AS w (id, n)
                      JOIN directory_user u ON u.tenant = ? AND u.id = w.id
                      JOIN subject s ON s.tenant = ? AND s.id = w.id
                     WHERE u.client_id = ? AND u.deleted_at IS NULL ORDER BY w.n FOR UPDATE OF s)
                UPDATE subject s SET version = s.version + 1
                  FROM locked l WHERE s.tenant = ? AND s.id = l.id RETURNING s.id""";
        return ManyRows.run(connection, sorted.size(), sql, update -> {
            update.setObject(1, ID.of(connection, sorted));
            update.setString(2, client.tenant());
            update.setString(3, client.tenant());
            update.setObject(4, client.id());
            update.setString(5, client.tenant());
            try (var row = update.executeQuery()) {
                var raised = new ArrayList<UUID>();
                while (row.next()) {
                    raised.add(row.getObject(1, UUID.class));
                }
                return raised;
            }
        });
    }

    /** Of users who are in a group no more. */
    static void shrink(Connection connection, Client client, List<UUID> ids) throws SQLException {
        if (ids.isEmpty()) {
            return;
        }
        String sql = """
                WITH locked AS MATERIALIZED (
                    SELECT s.id FROM unnest(?::uuid[]) WITH ORDINALITY AS w (id, n)
                      JOIN subject s ON s.tenant = ? AND s.id = w.id ORDER BY w.n FOR UPDATE OF s)
                UPDATE subject s SET epoch = s.epoch + 1, version = s.version + 1
                  FROM locked l WHERE s.tenant = ? AND s.id = l.id""";
        ManyRows.run(connection, ids.size(), sql, update -> {
            update.setObject(1, ID.of(connection, sorted(ids)));
            update.setString(2, client.tenant());
            update.setString(3, client.tenant());
            return update.executeUpdate();
        });
    }

    /** Ids in the order in which rows are locked. */
    static List<UUID> sorted(List<UUID> ids) {
        return ids.stream().distinct().sorted(ORDER).toList();
    }
}
