package dev.gatehouse.gateway.execution;

import dev.gatehouse.audit.ExecutionEvent.StopRequested.Kind;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.observability.TraceParent;
import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.JobReference;
import dev.gatehouse.policy.Namespace;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Locks rows of executions. Whoever moves an execution has locked it here first. */
final class ExecutionRows {
    static final int BATCH = 50;

    private static final String COLUMNS = """
            SELECT e.tenant, e.id, e.job_namespace, e.job_name, e.job_id, e.job_revision, e.job_digest, e.subject_id,
                   e.decision_id, e.state, e.worker_group, e.priority, e.timeout_ms, e.fence, e.attempt, e.deliveries,
                   e.delays, e.session_id, e.stop, e.stop_by, e.stop_reason, e.stop_at,
                   encode(e.report_digest, 'hex') AS report, e.traceparent
            FROM execution e
            """;

    private ExecutionRows() {}

    /** Waits for the row; nothing when the tenant has no such execution. */
    static Optional<LockedExecution> lock(Connection connection, String tenant, ExecutionId id) throws SQLException {
        return Sql.of(connection, COLUMNS + "WHERE e.tenant = ? AND e.id = ? FOR UPDATE", tenant, id.value())
                .first(ExecutionRows::read);
    }

    /** Some executions for which the condition holds, skipping those that another transaction works on. */
    static List<LockedExecution> lockWhere(Connection connection, String condition, Object... values)
            throws SQLException {
        return Sql.of(
                        connection,
                        COLUMNS + "WHERE " + condition + " ORDER BY e.id LIMIT " + BATCH
                                + " FOR UPDATE OF e SKIP LOCKED",
                        values)
                .list(ExecutionRows::read);
    }

    private static LockedExecution read(ResultSet row) throws SQLException {
        var name = new JobName(new Namespace(row.getString("job_namespace")), row.getString("job_name"));
        return new LockedExecution(
                row.getString("tenant"),
                new ExecutionId(row.getObject("id", UUID.class)),
                new JobReference(
                        name,
                        row.getObject("job_id", UUID.class),
                        row.getLong("job_revision"),
                        row.getString("job_digest")),
                row.getObject("subject_id", UUID.class),
                row.getObject("decision_id", UUID.class),
                ExecutionState.valueOf(row.getString("state")),
                row.getString("worker_group"),
                row.getInt("priority"),
                row.getLong("timeout_ms"),
                row.getLong("fence"),
                row.getInt("attempt"),
                row.getInt("deliveries"),
                row.getInt("delays"),
                Sql.value(row, "session_id", UUID.class),
                stop(row),
                Sql.text(row, "report"),
                Sql.text(row, "traceparent").flatMap(TraceParent::parse));
    }

    private static Optional<StopRequest> stop(ResultSet row) throws SQLException {
        String kind = row.getString("stop");
        return kind == null
                ? Optional.empty()
                : Optional.of(new StopRequest(
                        Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
                        row.getObject("stop_by", UUID.class),
                        row.getString("stop_reason"),
                        Sql.instant(row, "stop_at").orElseThrow()));
    }
}
