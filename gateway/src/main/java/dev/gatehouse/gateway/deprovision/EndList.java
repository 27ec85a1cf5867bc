package dev.gatehouse.gateway.deprovision;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import jakarta.inject.Singleton;
import java.sql.Connection;
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
import java.util.regex.Pattern;

/** Ends of access as people see them, while they run and afterwards. */
@Singleton
final class EndList {
    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private static final String SELECT = """
            SELECT a.id, a.subject_id, s.name, a.reason, a.extent, a.token_id, a.session_id, a.caused_by,
                   a.started_at, a.done_at,
                   (SELECT coalesce(jsonb_agg(jsonb_build_object(
                               'step', t.step, 'done', t.done_at IS NOT NULL, 'ended', t.ended)
                               ORDER BY t.position), '[]')
                      FROM access_end_step t WHERE t.tenant = a.tenant AND t.end_id = a.id)::text AS steps
              FROM access_end a JOIN subject s ON s.tenant = a.tenant AND s.id = a.subject_id
             WHERE a.tenant = ?
            """;

    private final Transactions transactions;
    private final ObjectMapper json;

    EndList(Transactions transactions, ObjectMapper json) {
        this.transactions = transactions;
        this.json = json;
    }

    /** The id that the text is; what is none names nothing. */
    static Optional<UUID> id(String text) {
        return Optional.of(text).filter(id -> ID.matcher(id).matches()).map(UUID::fromString);
    }

    /** Latest first. */
    Map<String, Object> page(String tenant, Optional<UUID> subject, Optional<UUID> after, int limit) {
        List<Object> values = new ArrayList<>(List.of(tenant));
        var sql = new StringBuilder(SELECT);
        subject.ifPresent(id -> {
            sql.append(" AND a.subject_id = ?");
            values.add(id);
        });
        after.ifPresent(id -> {
            sql.append(" AND a.id < ?");
            values.add(id);
        });
        sql.append(" ORDER BY a.id DESC LIMIT ?");
        values.add(limit + 1);
        List<Map<String, Object>> items = transactions.read(connection -> items(connection, sql.toString(), values));
        var page = new LinkedHashMap<String, Object>();
        page.put("items", items.subList(0, Math.min(limit, items.size())));
        if (items.size() > limit) {
            page.put("next", items.get(limit - 1).get("id"));
        }
        return page;
    }

    /** @throws ProblemException 404 when the tenant has no such end */
    Map<String, Object> one(String tenant, Optional<UUID> id) {
        return id.flatMap(known -> transactions.read(
                        connection -> items(connection, SELECT + " AND a.id = ?", List.of(tenant, known)).stream()
                                .findFirst()))
                .orElseThrow(() -> new ProblemException(Problem.notFound()));
    }

    private List<Map<String, Object>> items(Connection connection, String sql, List<Object> values)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                query.setObject(i + 1, values.get(i));
            }
            try (ResultSet row = query.executeQuery()) {
                var found = new ArrayList<Map<String, Object>>();
                while (row.next()) {
                    found.add(item(row));
                }
                return found;
            }
        }
    }

    private Map<String, Object> item(ResultSet row) throws SQLException {
        var item = new LinkedHashMap<String, Object>();
        item.put("id", row.getString("id"));
        item.put("subject", row.getString("subject_id"));
        item.put("name", row.getString("name"));
        item.put("reason", row.getString("reason"));
        item.put("extent", row.getString("extent"));
        if (row.getObject("token_id") != null) {
            item.put("token", row.getString("token_id"));
        }
        if (row.getObject("session_id") != null) {
            item.put("session", row.getString("session_id"));
        }
        item.put("causedBy", row.getString("caused_by"));
        item.put("startedAt", instant(row, "started_at"));
        if (row.getObject("done_at") != null) {
            item.put("doneAt", instant(row, "done_at"));
        }
        try {
            item.put("steps", json.readTree(row.getString("steps")));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("JSON of the database that is none", impossible);
        }
        return item;
    }

    private static String instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant().toString();
    }
}
