package dev.gatehouse.gateway.scim;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.policy.ScimClientPermit;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One SCIM client as an administrator sees it: whether it works, what it made, and what went wrong lately. */
@Singleton
final class ScimClientView {
    private static final String CLIENT = """
            SELECT c.id, c.name, c.created_at, a.since, a.requests, a.errors, a.last_at, a.last_good_at,
                   a.users_active, a.users_inactive, a.users_deleted, a.groups, a.memberships, a.counted_at
              FROM scim_client c LEFT JOIN scim_activity a ON a.tenant = c.tenant AND a.client_id = c.id
             WHERE c.tenant = ? AND c.name = ?""";

    private static final String TOKENS = """
            SELECT id, hint, expires_at FROM scim_token
             WHERE tenant = ? AND client_id = ? AND revoked_at IS NULL AND expires_at > now() ORDER BY id""";

    private static final String ERRORS = """
            SELECT at, request_id, method, route, status, scim_type, detail FROM scim_error
             WHERE tenant = ? AND client_id = ? ORDER BY id DESC LIMIT ?""";

    private final Transactions transactions;

    ScimClientView(Transactions transactions) {
        this.transactions = transactions;
    }

    /** @throws ProblemException 404 when the tenant has no such client */
    Map<String, Object> of(ScimClientPermit permit, String name) {
        String tenant = permit.subject().tenant();
        return transactions.run(connection -> {
            Map<String, Object> view = client(connection, tenant, name);
            UUID id = UUID.fromString(String.valueOf(view.get("id")));
            view.put("tokens", list(connection, TOKENS, ScimClientView::token, tenant, id));
            view.put(
                    "lastErrors",
                    list(connection, ERRORS, ScimClientView::error, tenant, id, ClientActivity.MOST_FAILURES));
            return view;
        });
    }

    private static Map<String, Object> client(Connection connection, String tenant, String name) throws SQLException {
        return list(connection, CLIENT, ScimClientView::client, tenant, name).stream()
                .findFirst()
                .orElseThrow(() -> new ProblemException(Problem.notFound()));
    }

    /** Makes the members of a JSON object out of the row that the cursor is on. */
    @FunctionalInterface
    private interface Item {
        Map<String, Object> of(ResultSet row) throws SQLException;
    }

    private static List<Map<String, Object>> list(Connection connection, String sql, Item item, Object... values)
            throws SQLException {
        try (var query = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                query.setObject(i + 1, values[i]);
            }
            try (var row = query.executeQuery()) {
                var found = new ArrayList<Map<String, Object>>();
                while (row.next()) {
                    found.add(item.of(row));
                }
                return found;
            }
        }
    }

    private static Map<String, Object> client(ResultSet row) throws SQLException {
        var view = new LinkedHashMap<String, Object>();
        view.put("id", row.getString("id"));
        view.put("name", row.getString("name"));
        instant(view, "createdAt", row, "created_at");
        if (row.getObject("since") != null) {
            instant(view, "lastSyncAt", row, "last_good_at");
            var activity = new LinkedHashMap<String, Object>();
            activity.put("requests", row.getLong("requests"));
            activity.put("errors", row.getLong("errors"));
            instant(activity, "since", row, "since");
            instant(activity, "lastAt", row, "last_at");
            view.put("activity", activity);
        }
        if (row.getObject("users_active") != null) {
            var counts = new LinkedHashMap<String, Object>();
            counts.put("usersActive", row.getLong("users_active"));
            counts.put("usersInactive", row.getLong("users_inactive"));
            counts.put("usersDeleted", row.getLong("users_deleted"));
            counts.put("groups", row.getLong("groups"));
            counts.put("memberships", row.getLong("memberships"));
            instant(counts, "countedAt", row, "counted_at");
            view.put("counts", counts);
        }
        return view;
    }

    private static Map<String, Object> token(ResultSet row) throws SQLException {
        var token = new LinkedHashMap<String, Object>();
        token.put("id", row.getString("id"));
        token.put("hint", row.getString("hint"));
        instant(token, "expiresAt", row, "expires_at");
        return token;
    }

    private static Map<String, Object> error(ResultSet row) throws SQLException {
        var error = new LinkedHashMap<String, Object>();
        instant(error, "at", row, "at");
        error.put("requestId", row.getString("request_id"));
        error.put("method", row.getString("method"));
        error.put("route", row.getString("route"));
        error.put("status", row.getInt("status"));
        String type = row.getString("scim_type");
        if (type != null) {
            error.put("scimType", type);
        }
        error.put("detail", row.getString("detail"));
        return error;
    }

    private static void instant(Map<String, Object> item, String member, ResultSet row, String column)
            throws SQLException {
        var at = row.getObject(column, OffsetDateTime.class);
        if (at != null) {
            item.put(member, at.toInstant().toString());
        }
    }
}
