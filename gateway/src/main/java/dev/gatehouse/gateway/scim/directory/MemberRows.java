package dev.gatehouse.gateway.scim.directory;

import dev.gatehouse.gateway.database.Column;
import dev.gatehouse.gateway.scim.protocol.ErrorType;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Who is in a group. Whoever changes members holds the group's row, so what is read of it stays true; a change costs
 * what it changes, however large the group is.
 */
final class MemberRows {
    private static final Column<UUID> ID = Column.uuid(id -> id);

    private MemberRows() {}

    /** Adds those who are not in it, and answers who they were. All have to be users of the client. */
    static List<UUID> add(Connection connection, Client client, UUID group, List<UUID> users) throws SQLException {
        List<UUID> added = SubjectRows.sorted(users);
        if (!added.isEmpty()) {
            added = newcomers(connection, client, group, added);
        }
        if (added.isEmpty()) {
            return added;
        }
        Set<UUID> known = new HashSet<>(SubjectRows.grow(connection, client, added));
        for (UUID each : added) {
            if (!known.contains(each)) {
                throw ScimFailure.invalidValue("There is no user " + each + " that could be a member.");
            }
        }
        if (insert(connection, client, group, added) != added.size()) {
            throw ScimFailure.invalidValue("A user that was to be a member was deleted at the same time.");
        }
        return added;
    }

    /** Their subjects are held by now, so who is not deleted stays so until the transaction ends. */
    private static int insert(Connection connection, Client client, UUID group, List<UUID> users) throws SQLException {
        String sql = """
                INSERT INTO membership (tenant, group_id, user_id, provenance)
                SELECT u.tenant, ?, u.id, ? FROM unnest(?::uuid[]) AS w (id)
                  JOIN directory_user u ON u.tenant = ? AND u.id = w.id
                 WHERE u.client_id = ? AND u.deleted_at IS NULL""";
        return ManyRows.run(connection, users.size(), sql, insert -> {
            insert.setObject(1, group);
            insert.setString(2, client.provenance());
            insert.setObject(3, ID.of(connection, users));
            insert.setString(4, client.tenant());
            insert.setObject(5, client.id());
            return insert.executeUpdate();
        });
    }

    private static List<UUID> newcomers(Connection connection, Client client, UUID group, List<UUID> sorted)
            throws SQLException {
        // OFFSET 0 keeps the planner from reading a whole group to find one member of it.
        try (var query = connection.prepareStatement("""
                SELECT w.id FROM unnest(?::uuid[]) WITH ORDINALITY AS w (id, n)
                 WHERE NOT EXISTS (SELECT 1 FROM membership m
                                    WHERE m.tenant = ? AND m.group_id = ? AND m.user_id = w.id OFFSET 0)
                 ORDER BY w.n""")) {
            query.setObject(1, ID.of(connection, sorted));
            query.setString(2, client.tenant());
            query.setObject(3, group);
            return ids(query);
        }
    }

    /** Removes those who are in it by this client's word, and answers who they were. */
    static List<UUID> remove(Connection connection, Client client, UUID group, List<UUID> users) throws SQLException {
        if (users.isEmpty()) {
            return List.of();
        }
        List<UUID> removed;
        try (var delete = connection.prepareStatement("""
                DELETE FROM membership
                 WHERE tenant = ? AND group_id = ? AND user_id = ANY (?::uuid[]) AND provenance = ? RETURNING user_id""")) {
            delete.setString(1, client.tenant());
            delete.setObject(2, group);
            delete.setObject(3, ID.of(connection, users));
            delete.setString(4, client.provenance());
            removed = ids(delete);
        }
        SubjectRows.shrink(connection, client, removed);
        return removed;
    }

    /** Everybody who is in it by this client's word. */
    static List<UUID> all(Connection connection, Client client, UUID group) throws SQLException {
        try (var query = connection.prepareStatement(
                "SELECT user_id FROM membership WHERE tenant = ? AND group_id = ? AND provenance = ?")) {
            query.setString(1, client.tenant());
            query.setObject(2, group);
            query.setString(3, client.provenance());
            return ids(query);
        }
    }

    /** Ends all memberships of a group that ends, whoever said that they are. */
    static List<UUID> clear(Connection connection, Client client, UUID group) throws SQLException {
        List<UUID> removed;
        try (var delete = connection.prepareStatement(
                "DELETE FROM membership WHERE tenant = ? AND group_id = ? RETURNING user_id")) {
            delete.setString(1, client.tenant());
            delete.setObject(2, group);
            removed = ids(delete);
        }
        SubjectRows.shrink(connection, client, removed);
        return removed;
    }

    /** Holds the groups of a user who ends, as changed. Whoever changes members holds the group before its members, too. */
    static void holdGroups(Connection connection, Client client, UUID user) throws SQLException {
        try (var update = connection.prepareStatement("""
                WITH locked AS MATERIALIZED (
                    SELECT g.id FROM membership m JOIN directory_group g ON g.tenant = m.tenant AND g.id = m.group_id
                     WHERE m.tenant = ? AND m.user_id = ? ORDER BY g.id FOR UPDATE OF g)
                UPDATE directory_group g SET version = g.version + 1,
                       changed_at = greatest(date_trunc('milliseconds', now()), g.changed_at)
                  FROM locked l WHERE g.tenant = ? AND g.id = l.id""")) {
            update.setString(1, client.tenant());
            update.setObject(2, user);
            update.setString(3, client.tenant());
            update.executeUpdate();
        }
    }

    /** Ends all memberships of a user whose subject has ended, and is held: nobody can add one any more. */
    static void leaveAll(Connection connection, Client client, UUID user) throws SQLException {
        try (var delete = connection.prepareStatement("DELETE FROM membership WHERE tenant = ? AND user_id = ?")) {
            delete.setString(1, client.tenant());
            delete.setObject(2, user);
            delete.executeUpdate();
        }
    }

    /** How many members these groups have, counted no further than that. */
    static int count(Connection connection, Client client, List<UUID> groups, int most) throws SQLException {
        try (var query = connection.prepareStatement("""
                SELECT count(*) FROM (
                    SELECT 1 FROM membership WHERE tenant = ? AND group_id = ANY (?::uuid[]) LIMIT ?) AS counted""")) {
            query.setString(1, client.tenant());
            query.setObject(2, ID.of(connection, groups));
            query.setInt(3, most);
            try (var row = query.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    /** How many members each of these groups has. */
    static Map<UUID, Integer> counts(Connection connection, Client client, List<UUID> groups) throws SQLException {
        try (var query = connection.prepareStatement("""
                SELECT group_id, count(*) FROM membership WHERE tenant = ? AND group_id = ANY (?::uuid[])
                 GROUP BY group_id""")) {
            query.setString(1, client.tenant());
            query.setObject(2, ID.of(connection, groups));
            try (var row = query.executeQuery()) {
                var counts = new HashMap<UUID, Integer>();
                while (row.next()) {
                    counts.put(row.getObject(1, UUID.class), row.getInt(2));
                }
                return counts;
            }
        }
    }

    /**
     * The members of these groups by this client's word, by group, in one pass over them.
     *
     * @throws ScimFailure 400 when they are more than one answer has
     */
    static Map<UUID, List<Member>> of(Connection connection, Client client, List<UUID> groups, boolean named)
            throws SQLException {
        if (groups.isEmpty()) {
            return Map.of();
        }
        String sql = "SELECT m.group_id, m.user_id, " + (named ? "COALESCE(u.display_name, u.user_name)" : "NULL")
                + " FROM unnest(?::uuid[]) AS w (id) JOIN membership m ON m.tenant = ? AND m.group_id = w.id"
                + (named ? " JOIN directory_user u ON u.tenant = m.tenant AND u.id = m.user_id" : "")
                + " WHERE m.provenance = ? ORDER BY m.group_id, m.user_id";
        int rows = count(connection, client, groups, MemberList.MOST + 1);
        if (rows > MemberList.MOST) {
            throw ScimFailure.of(
                    ErrorType.TOO_MANY,
                    "More than " + MemberList.MOST + " members are in no answer: ask with excludedAttributes=members.");
        }
        return ManyRows.run(connection, rows, sql, query -> {
            query.setObject(1, ID.of(connection, groups));
            query.setString(2, client.tenant());
            query.setString(3, client.provenance());
            try (var row = query.executeQuery()) {
                var members = new LinkedHashMap<UUID, List<Member>>();
                while (row.next()) {
                    members.computeIfAbsent(row.getObject(1, UUID.class), _ -> new ArrayList<>())
                            .add(new Member(row.getObject(2, UUID.class), Optional.ofNullable(row.getString(3))));
                }
                return members;
            }
        });
    }

    private static List<UUID> ids(PreparedStatement statement) throws SQLException {
        try (var row = statement.executeQuery()) {
            var ids = new ArrayList<UUID>();
            while (row.next()) {
                ids.add(row.getObject(1, UUID.class));
            }
            return ids;
        }
    }
}
