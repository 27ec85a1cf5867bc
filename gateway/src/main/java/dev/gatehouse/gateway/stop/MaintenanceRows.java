package dev.gatehouse.gateway.stop;

import dev.gatehouse.gateway.database.Rows;
import dev.gatehouse.gateway.identity.Tenants;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The rows of maintenance, of which a tenant has at most one that goes on. */
@Singleton
final class MaintenanceRows {
    private static final String NOW =
            "SELECT id, revision, message FROM maintenance WHERE tenant = ? AND ended_at IS NULL";

    private static final String BEGIN = "INSERT INTO maintenance (tenant, id, message, begun_by) VALUES (?, ?, ?, ?)";

    private static final String SAY = """
            UPDATE maintenance SET message = ?, revision = revision + 1 WHERE tenant = ? AND id = ?""";

    private static final String END = """
            UPDATE maintenance SET ended_at = now(), ended_by = ? WHERE tenant = ? AND id = ?""";

    private static final String VIEW = """
            SELECT id, message, begun_by, begun_at FROM maintenance WHERE tenant = ? AND ended_at IS NULL""";

    /** One that goes on. */
    record Going(UUID id, long revision, String message) {}

    /** That of the tenant itself; the caller lets nobody else begin or end it. */
    Optional<Going> going(Connection connection, String tenant) throws SQLException {
        try (var query = connection.prepareStatement(NOW)) {
            query.setString(1, tenant);
            try (var row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new Going(
                                row.getObject("id", UUID.class), row.getLong("revision"), row.getString("message")))
                        : Optional.empty();
            }
        }
    }

    void begin(Connection connection, String tenant, UUID id, String message, UUID by) throws SQLException {
        update(connection, BEGIN, tenant, id, message, by);
    }

    void say(Connection connection, String tenant, UUID id, String message) throws SQLException {
        update(connection, SAY, message, tenant, id);
    }

    void end(Connection connection, String tenant, UUID id, UUID by) throws SQLException {
        update(connection, END, by, tenant, id);
    }

    private static void update(Connection connection, String sql, Object... values) throws SQLException {
        try (var update = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                update.setObject(i + 1, values[i]);
            }
            update.executeUpdate();
        }
    }

    /** As people see it: the tenant's own, and the installation's without who began it, who is none of the tenant's. */
    Map<String, Object> view(Connection connection, String tenant) throws SQLException {
        Optional<Map<String, Object>> own = Rows.first(connection, VIEW, List.of(tenant), row -> item(row, true));
        Optional<Map<String, Object>> all = tenant.equals(Tenants.SYSTEM)
                ? own
                : Rows.first(connection, VIEW, List.of(Tenants.SYSTEM), row -> item(row, false));
        var view = new LinkedHashMap<String, Object>();
        view.put("active", own.isPresent() || all.isPresent());
        if (!tenant.equals(Tenants.SYSTEM)) {
            own.ifPresent(item -> view.put("tenant", item));
        }
        all.ifPresent(item -> view.put("installation", item));
        return view;
    }

    private static Map<String, Object> item(ResultSet row, boolean own) throws SQLException {
        var item = new LinkedHashMap<String, Object>();
        item.put("id", row.getString("id"));
        item.put("message", row.getString("message"));
        Rows.instant(item, "begunAt", row, "begun_at");
        if (own) {
            item.put("begunBy", row.getString("begun_by"));
        }
        return item;
    }
}
