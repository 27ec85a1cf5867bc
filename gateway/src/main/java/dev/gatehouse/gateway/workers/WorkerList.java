package dev.gatehouse.gateway.workers;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.policy.WorkerListPermit;
import dev.gatehouse.policy.WorkerManagePermit;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A tenant's workers, as people see them. */
@ApplicationScoped
class WorkerList {
    private static final String SELECT = """
            SELECT w.id, u.name, w.worker_group, w.registered_at, s.opened_at, s.isolation,
                   CASE WHEN NOT u.active THEN 'revoked'
                        WHEN s.id IS NULL THEN 'gone'
                        WHEN s.expires_at <= now() THEN 'silent'
                        WHEN s.draining_at IS NOT NULL THEN 'draining'
                        ELSE 'active' END AS state,
                   (SELECT count(*) FROM execution e
                     WHERE e.session_id = s.id AND e.tenant = w.tenant AND e.state = 'RUNNING') AS running
              FROM worker w
              JOIN subject u ON u.tenant = w.tenant AND u.id = w.id
              LEFT JOIN LATERAL (SELECT * FROM worker_session o
                                  WHERE o.tenant = w.tenant AND o.worker_id = w.id AND o.ended_at IS NULL
                                  ORDER BY o.opened_at DESC LIMIT 1) s ON true
             WHERE w.tenant = ?
            """;

    private final Transactions transactions;

    WorkerList(Transactions transactions) {
        this.transactions = transactions;
    }

    /** In the order of their ids; of a name there is at most one. */
    Map<String, Object> page(WorkerListPermit permit, Optional<String> name, Optional<UUID> after, int limit) {
        String sql = SELECT + " AND w.id > ?" + (name.isPresent() ? " AND u.name = ?" : "") + " ORDER BY w.id LIMIT ?";
        List<Map<String, Object>> found = transactions.run(connection -> {
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                int place = 1;
                query.setString(place++, permit.subject().tenant());
                query.setObject(place++, after.orElse(new UUID(0, 0)));
                if (name.isPresent()) {
                    query.setString(place++, name.get());
                }
                query.setInt(place, limit + 1);
                return items(query);
            }
        });
        var page = new LinkedHashMap<String, Object>();
        page.put("items", found.subList(0, Math.min(limit, found.size())));
        if (found.size() > limit) {
            page.put("next", found.get(limit - 1).get("id"));
        }
        return page;
    }

    /** The worker that the permit names, if the tenant has it. */
    Optional<Map<String, Object>> one(WorkerManagePermit permit) {
        return transactions.run(connection -> {
            try (PreparedStatement query = connection.prepareStatement(SELECT + " AND w.id = ?")) {
                query.setString(1, permit.subject().tenant());
                query.setObject(2, permit.worker());
                return items(query).stream().findFirst();
            }
        });
    }

    private static List<Map<String, Object>> items(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            var found = new ArrayList<Map<String, Object>>();
            while (row.next()) {
                found.add(item(row));
            }
            return found;
        }
    }

    private static Map<String, Object> item(ResultSet row) throws SQLException {
        var item = new LinkedHashMap<String, Object>();
        item.put("id", row.getString("id"));
        item.put("name", row.getString("name"));
        item.put("workerGroup", row.getString("worker_group"));
        item.put("state", row.getString("state"));
        item.put("running", row.getInt("running"));
        item.put("registeredAt", instant(row, "registered_at"));
        if (row.getObject("opened_at") != null) {
            item.put("sessionSince", instant(row, "opened_at"));
            item.put("isolation", row.getString("isolation"));
        }
        return item;
    }

    private static String instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant().toString();
    }
}
