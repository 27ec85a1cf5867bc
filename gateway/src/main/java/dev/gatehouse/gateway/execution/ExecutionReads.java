package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.limit.LimitKind;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.observability.TraceParent;
import dev.gatehouse.policy.ExecutionReadPermit;
import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.ListPermit;
import dev.gatehouse.policy.Namespace;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Executions as they are read: each read shows what its permit names, and nothing else. */
@Singleton
final class ExecutionReads {
    private static final String SELECT = """
            SELECT e.id, e.job_namespace, e.job_name, e.job_revision, e.state, e.worker_group, e.attempt,
                   e.accepted_at, e.started_at, e.ended_at, e.error, e.exit_code, e.isolation, e.traceparent,
                   e.stop, e.stop_by, e.stop_reason, e.stop_at, e.events, b.per, b.namespace, %s AS outputs
            FROM execution e LEFT JOIN queue_blocked b ON b.tenant = e.tenant AND b.execution_id = e.id
            """;

    private static final String WHOLE = SELECT.formatted("e.outputs");

    /** Outputs of a page could be more than fits into memory. */
    private static final String WITHOUT_OUTPUTS = SELECT.formatted("NULL");

    private final Transactions transactions;
    private final ObjectMapper json;

    ExecutionReads(Transactions transactions, ObjectMapper json) {
        this.transactions = transactions;
        this.json = json;
    }

    /** Which job the execution runs: what has to be known to ask whether somebody may see it, and told to nobody. */
    Optional<JobName> job(String tenant, ExecutionId id) {
        return transactions.run(connection -> Sql.of(
                        connection,
                        "SELECT job_namespace, job_name FROM execution WHERE tenant = ? AND id = ?",
                        tenant,
                        id.value())
                .first(row -> new JobName(new Namespace(row.getString(1)), row.getString(2))));
    }

    /** The execution that the permit names, with its outputs. */
    ExecutionView view(ExecutionReadPermit permit) {
        return transactions.run(connection -> Sql.of(
                        connection,
                        WHOLE + "WHERE e.tenant = ? AND e.id = ?",
                        permit.subject().tenant(),
                        permit.execution().value())
                .first(this::view)
                .orElseThrow());
    }

    /** An execution, and how far it has come. */
    record Standing(ExecutionView view, StatePosition position) {}

    /** The execution that the permit names, with its outputs; nothing when it is gone. */
    Optional<Standing> standing(ExecutionReadPermit permit) {
        return transactions.run(connection -> Sql.of(
                        connection,
                        WHOLE + "WHERE e.tenant = ? AND e.id = ?",
                        permit.subject().tenant(),
                        permit.execution().value())
                .first(row -> {
                    ExecutionView view = view(row);
                    return new Standing(view, new StatePosition(row.getInt("events"), view.state()));
                }));
    }

    /**
     * Latest first, in the permit's namespace and below; without outputs. One look reads no more than a bounded part of
     * what is there, so where few of many are wanted a page may have less than the limit and still a next.
     */
    Page<ExecutionView> list(
            ListPermit permit, Optional<ExecutionState> state, Optional<ExecutionId> after, int limit) {
        var scan = ExecutionScan.of(permit, state, after);
        return transactions.run(connection -> {
            List<ExecutionView> found =
                    scan.matching(connection, WITHOUT_OUTPUTS, limit + 1).list(this::view);
            return found.size() > limit
                    ? Page.of(found, limit, ExecutionView::id)
                    : new Page<>(found, scan.end(connection).map(ExecutionId::toString));
        });
    }

    private ExecutionView view(ResultSet row) throws SQLException {
        return new ExecutionView(
                row.getString("id"),
                row.getString("job_namespace") + "/" + row.getString("job_name"),
                row.getLong("job_revision"),
                ExecutionState.valueOf(row.getString("state")),
                row.getString("worker_group"),
                waiting(row),
                row.getInt("attempt"),
                Sql.instant(row, "accepted_at").orElseThrow(),
                Sql.instant(row, "started_at"),
                Sql.instant(row, "ended_at"),
                Sql.text(row, "error"),
                Sql.value(row, "exit_code", Integer.class),
                Sql.text(row, "isolation"),
                Sql.text(row, "traceparent").flatMap(TraceParent::parse).map(TraceParent::traceId),
                stop(row),
                Sql.text(row, "outputs").map(this::parse));
    }

    private static Optional<ExecutionView.Waiting> waiting(ResultSet row) throws SQLException {
        Optional<String> per = Sql.text(row, "per");
        return per.isPresent()
                ? Optional.of(
                        new ExecutionView.Waiting(LimitKind.CONCURRENCY.word(), per.get(), row.getString("namespace")))
                : Optional.empty();
    }

    private static Optional<ExecutionView.Stop> stop(ResultSet row) throws SQLException {
        String kind = row.getString("stop");
        return kind == null
                ? Optional.empty()
                : Optional.of(new ExecutionView.Stop(
                        kind,
                        row.getObject("stop_by", UUID.class).toString(),
                        row.getString("stop_reason"),
                        Sql.instant(row, "stop_at").orElseThrow()));
    }

    private JsonNode parse(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("stored outputs that are not JSON", damaged);
        }
    }
}
