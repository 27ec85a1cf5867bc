package dev.gatehouse.gateway.stop;

import dev.gatehouse.gateway.resource.WorkerGroups;
import dev.gatehouse.policy.StopExtent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Whether there is what a kill switch is to stop: a misspelt name would stop nothing, and nobody would notice. */
final class SwitchTargets {
    /** Declared, or the parent of a declared one. */
    private static final String NAMESPACE = """
            SELECT 1 FROM resource WHERE tenant = ? AND kind = 'namespace' AND namespace = 'root'
                                     AND (name = ? OR starts_with(name, ? || '.')) LIMIT 1""";

    private static final String DECLARED = """
            SELECT 1 FROM resource WHERE tenant = ? AND kind = ? AND namespace = ? AND name = ?""";

    private static final String SUBJECT = "SELECT 1 FROM subject WHERE tenant = ? AND id = ? AND kind <> 'worker'";

    private SwitchTargets() {}

    static boolean has(Connection connection, String tenant, StopExtent extent) throws SQLException {
        return switch (extent) {
            case StopExtent.WholeTenant _ -> true;
            case StopExtent.Subtree(var top) -> finds(connection, NAMESPACE, List.of(tenant, top.path(), top.path()));
            case StopExtent.OneJob(var job) ->
                finds(
                        connection,
                        DECLARED,
                        List.of(tenant, "job", job.namespace().path(), job.name()));
            case StopExtent.OneGroup(String group) ->
                group.equals(WorkerGroups.DEFAULT)
                        || finds(connection, DECLARED, List.of(tenant, "workergroup", "root", group));
            case StopExtent.OneSubject(var subject) -> finds(connection, SUBJECT, List.of(tenant, subject));
        };
    }

    private static boolean finds(Connection connection, String sql, List<?> values) throws SQLException {
        try (var query = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                query.setObject(i + 1, values.get(i));
            }
            try (var row = query.executeQuery()) {
                return row.next();
            }
        }
    }
}
