package dev.gatehouse.gateway.stop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.gateway.database.Rows;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.Sight;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.policy.ListPermit;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.StopExtent;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Kill switches as people see them: those in force, and those that were. */
@Singleton
final class KillSwitchList {
    private static final String SELECT = """
            SELECT k.id, k.revision, k.extent, k.target, k.level, k.reason, k.set_by, k.set_at, k.expires_at,
                   k.lifted_at, k.lifted_by, k.done_at,
                   (SELECT t.ended::text FROM kill_switch_step t WHERE t.tenant = k.tenant AND t.end_id = k.id) AS ended
              FROM kill_switch k WHERE k.tenant = ?
            """;

    /** Only what lies within a namespace can be told of by those who may see no more. */
    private static final String WITHIN = """
             AND k.extent IN ('namespace', 'job')
             AND (split_part(k.target, '/', 1) = ? OR starts_with(k.target, ? || '.'))
            """;

    private final Transactions transactions;
    private final ObjectMapper json;

    KillSwitchList(Transactions transactions, ObjectMapper json) {
        this.transactions = transactions;
        this.json = json;
    }

    /** Latest first, of those that the permit lets one see. */
    Map<String, Object> page(ListPermit permit, Sight sight, boolean inForce, Optional<UUID> after, int limit) {
        List<Object> values = new ArrayList<>(List.of(permit.subject().tenant()));
        var sql = new StringBuilder(SELECT);
        Namespace within = permit.namespace();
        if (!within.isRoot()) {
            sql.append(WITHIN);
            values.add(within.path());
            values.add(within.path());
        }
        if (inForce) {
            sql.append(" AND k.lifted_at IS NULL");
        }
        after.ifPresent(id -> {
            sql.append(" AND k.id < ?");
            values.add(id);
        });
        sql.append(" ORDER BY k.id DESC LIMIT ?");
        values.add(limit + 1);
        return transactions.read(connection -> Rows.page(
                connection, sql.toString(), values, limit, this::item, row -> sight.shows(namespace(row), "")));
    }

    private static Namespace namespace(ResultSet row) throws SQLException {
        return StopExtent.of(row.getString("extent"), row.getString("target"))
                .map(StopExtent::namespace)
                .orElse(Namespace.ROOT);
    }

    /** @throws ProblemException 404 when the tenant has no such switch */
    Map<String, Object> one(String tenant, UUID id) {
        return transactions
                .read(connection -> Rows.first(connection, SELECT + " AND k.id = ?", List.of(tenant, id), this::item))
                .orElseThrow(() -> new ProblemException(Problem.notFound()));
    }

    /** What it stops, where there is such a switch. */
    Optional<StopExtent> extent(String tenant, UUID id) {
        return transactions.read(connection -> {
            try (var query =
                    connection.prepareStatement("SELECT extent, target FROM kill_switch WHERE tenant = ? AND id = ?")) {
                query.setString(1, tenant);
                query.setObject(2, id);
                try (var row = query.executeQuery()) {
                    return row.next()
                            ? StopExtent.of(row.getString("extent"), row.getString("target"))
                            : Optional.empty();
                }
            }
        });
    }

    private Map<String, Object> item(ResultSet row) throws SQLException {
        String kind = row.getString("extent");
        var item = new LinkedHashMap<String, Object>();
        item.put("id", row.getString("id"));
        item.put("extent", Map.of(kind, kind.equals("tenant") ? true : row.getString("target")));
        item.put("level", row.getString("level"));
        item.put("reason", row.getString("reason"));
        item.put("revision", row.getLong("revision"));
        item.put("setBy", row.getString("set_by"));
        Rows.instant(item, "setAt", row, "set_at");
        Rows.instant(item, "expiresAt", row, "expires_at");
        Rows.instant(item, "liftedAt", row, "lifted_at");
        Rows.text(item, "liftedBy", row, "lifted_by");
        item.put("done", row.getObject("done_at") != null);
        item.put("ended", ended(row));
        return item;
    }

    /** How many of what it has ended so far; nothing where it only blocks. */
    private Object ended(ResultSet row) throws SQLException {
        try {
            return json.readTree(Optional.ofNullable(row.getString("ended")).orElse("{}"));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("JSON of the database that is none", impossible);
        }
    }
}
