package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.database.Column.text;
import static dev.gatehouse.gateway.database.Column.uuid;
import static java.util.stream.Collectors.toMap;

import dev.gatehouse.audit.ExecutionEvent.StopRequested.Kind;
import dev.gatehouse.gateway.limit.Slots;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.observability.TraceParent;
import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.JobReference;
import dev.gatehouse.policy.Namespace;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Locks rows of executions, and what limits know of them. Whoever moves an execution has locked it here first, and all
 * that it moves at once.
 */
final class ExecutionRows {
    static final int BATCH = 50;

    /** What {@link #read} reads of the row {@code e}. */
    static final String COLUMNS = """
            e.tenant, e.id, e.job_namespace, e.job_name, e.job_id, e.job_revision, e.job_digest, e.subject_id,
            e.decision_id, e.state, e.worker_group, e.priority, e.timeout_ms, e.fence, e.attempt, e.deliveries,
            e.delays, e.slotted, e.session_id, e.stop, e.stop_by, e.stop_reason, e.stop_at,
            encode(e.report_digest, 'hex') AS report, e.traceparent,
            (extract(epoch FROM now() - e.accepted_at) * 1000)::bigint AS age_ms,
            (SELECT s.worker_id FROM worker_session s
             WHERE s.tenant = e.tenant AND s.id = e.session_id) AS worker_id""";

    private static final String ROWS = "SELECT " + COLUMNS + " FROM execution e ";

    private static final String NAMED = ROWS + """
            JOIN unnest(?::text[], ?::uuid[]) AS named (tenant, id) ON e.tenant = named.tenant AND e.id = named.id
            ORDER BY e.tenant, e.id FOR UPDATE OF e""";

    private ExecutionRows() {}

    /** @param from how many of the first are left out */
    record Window(int size, int from) {
        static final Window FIRST = new Window(BATCH, 0);
    }

    /** Waits for the row; nothing when the tenant has no such execution. */
    static Optional<LockedExecution> lock(Connection connection, String tenant, ExecutionId id) throws SQLException {
        var key = new ExecutionKey(tenant, id);
        return Optional.ofNullable(lock(connection, List.of(key)).get(key));
    }

    /** Waits for the rows, in one order for everybody; those that are not there are missing. */
    static Map<ExecutionKey, LockedExecution> lock(Connection connection, List<ExecutionKey> keys) throws SQLException {
        Map<ExecutionKey, LockedExecution> rows = lockToStart(connection, keys);
        hold(connection, rows.values());
        return rows;
    }

    /** The same for those that keep the slots that they have. */
    static Map<ExecutionKey, LockedExecution> lockToStart(Connection connection, List<ExecutionKey> keys)
            throws SQLException {
        return Sql.ofColumns(
                        connection,
                        NAMED,
                        keys,
                        text(ExecutionKey::tenant),
                        uuid(key -> key.id().value()))
                .list(ExecutionRows::read)
                .stream()
                .collect(toMap(LockedExecution::key, row -> row));
    }

    /** Some executions for which the condition holds, skipping those that another transaction works on. */
    static List<LockedExecution> lockWhere(Connection connection, Window window, String condition, Object... values)
            throws SQLException {
        List<LockedExecution> rows = Sql.of(
                        connection,
                        ROWS + "WHERE " + condition + " ORDER BY e.id LIMIT " + window.size() + " OFFSET "
                                + window.from() + " FOR UPDATE OF e SKIP LOCKED",
                        values)
                .list(ExecutionRows::read);
        hold(connection, rows);
        return rows;
    }

    private static void hold(Connection connection, Collection<LockedExecution> rows) throws SQLException {
        Slots.hold(
                connection,
                rows.stream()
                        .filter(LockedExecution::isLimited)
                        .map(LockedExecution::holder)
                        .toList());
    }

    static LockedExecution read(ResultSet row) throws SQLException {
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
                Sql.value(row, "worker_id", UUID.class),
                stop(row),
                Sql.text(row, "report"),
                Sql.text(row, "traceparent").flatMap(TraceParent::parse),
                Duration.ofMillis(row.getLong("age_ms")),
                row.getBoolean("slotted"));
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
