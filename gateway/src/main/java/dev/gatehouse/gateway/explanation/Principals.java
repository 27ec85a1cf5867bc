package dev.gatehouse.gateway.explanation;

import dev.gatehouse.policy.SubjectKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Finds those whom bindings name, and the members of groups. */
final class Principals {
    private static final String SELECT = """
            SELECT s.id, s.kind, s.name, s.active FROM subject s WHERE s.tenant = ? AND s.id = ANY (?)
            UNION ALL
            SELECT g.id, 'group', g.display_name, g.deleted_at IS NULL FROM directory_group g
             WHERE g.tenant = ? AND g.id = ANY (?)""";

    private static final String NAMED = "SELECT id FROM subject WHERE tenant = ? AND kind = ? AND name = ?";

    private static final String MEMBERS = """
            SELECT m.group_id, s.id, s.kind, s.name, s.active
              FROM membership m JOIN subject s ON s.tenant = m.tenant AND s.id = m.user_id
             WHERE m.tenant = ? AND m.group_id = ANY (?) AND (m.group_id, m.user_id) > (?, ?) AND s.active
             ORDER BY m.group_id, m.user_id LIMIT ?""";

    private Principals() {}

    /** A member of one of the groups. */
    record Member(UUID group, Principal principal) {}

    /** Those of the ids that are there. */
    static Map<UUID, Principal> of(Connection connection, String tenant, Collection<UUID> ids) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(SELECT)) {
            var wanted = connection.createArrayOf("uuid", ids.toArray());
            query.setString(1, tenant);
            query.setArray(2, wanted);
            query.setString(3, tenant);
            query.setArray(4, wanted);
            Map<UUID, Principal> found = new HashMap<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    var principal = principal(row);
                    found.put(principal.id(), principal);
                }
            }
            return found;
        }
    }

    /** The id of the subject that has the whole name. */
    static Optional<UUID> named(Connection connection, String tenant, SubjectKind kind, String name)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(NAMED)) {
            query.setString(1, tenant);
            query.setString(2, kind.name().toLowerCase(Locale.ROOT));
            query.setString(3, name);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(row.getObject(1, UUID.class)) : Optional.empty();
            }
        }
    }

    /** The active members of the groups after a place, in the order of the groups' ids and then of their own. */
    static List<Member> members(
            Connection connection, String tenant, Collection<UUID> groups, UUID group, UUID after, int most)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(MEMBERS)) {
            query.setString(1, tenant);
            query.setArray(2, connection.createArrayOf("uuid", groups.toArray()));
            query.setObject(3, group);
            query.setObject(4, after);
            query.setInt(5, most);
            List<Member> found = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    found.add(new Member(row.getObject("group_id", UUID.class), principal(row)));
                }
            }
            return found;
        }
    }

    private static Principal principal(ResultSet row) throws SQLException {
        return new Principal(
                row.getObject("id", UUID.class),
                row.getString("kind"),
                row.getString("name"),
                row.getBoolean("active"));
    }
}
