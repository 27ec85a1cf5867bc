package dev.gatehouse.gateway.deprovision;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.gateway.database.Rows;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Ends of access as people see them, while they run and afterwards. */
@Singleton
final class EndList {
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
        return Rows.page(
                transactions.read(connection -> Rows.find(connection, sql.toString(), values, this::item)), limit);
    }

    /** @throws ProblemException 404 when the tenant has no such end */
    Map<String, Object> one(String tenant, Optional<UUID> id) {
        return id.flatMap(known -> transactions.read(connection ->
                        Rows.first(connection, SELECT + " AND a.id = ?", List.of(tenant, known), this::item)))
                .orElseThrow(() -> new ProblemException(Problem.notFound()));
    }

    private Map<String, Object> item(ResultSet row) throws SQLException {
        var item = new LinkedHashMap<String, Object>();
        item.put("id", row.getString("id"));
        item.put("subject", row.getString("subject_id"));
        item.put("name", row.getString("name"));
        item.put("reason", row.getString("reason"));
        item.put("extent", row.getString("extent"));
        Rows.text(item, "token", row, "token_id");
        Rows.text(item, "session", row, "session_id");
        item.put("causedBy", row.getString("caused_by"));
        Rows.instant(item, "startedAt", row, "started_at");
        Rows.instant(item, "doneAt", row, "done_at");
        try {
            item.put("steps", json.readTree(row.getString("steps")));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("JSON of the database that is none", impossible);
        }
        return item;
    }
}
