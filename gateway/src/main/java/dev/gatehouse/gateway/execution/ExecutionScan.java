package dev.gatehouse.gateway.execution;

import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.policy.ListPermit;
import dev.gatehouse.policy.Namespace;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A look at a bounded part of a tenant's executions, latest first. Ids grow with time, so their order is that of the
 * making, and a place in it stays where it is whatever comes or goes.
 */
final class ExecutionScan {
    /** How many executions one request looks at. */
    private static final int BOUND = 10_000;

    /** The very condition of the index {@code execution_unended}. */
    private static final String UNENDED = " AND state IN ('AWAITING_APPROVAL', 'QUEUED', 'LEASED', 'RUNNING')";

    private final String part;
    private final List<Object> partValues;
    private final String wanted;
    private final List<Object> wantedValues;

    private ExecutionScan(String part, List<Object> partValues, String wanted, List<Object> wantedValues) {
        this.part = part;
        this.partValues = List.copyOf(partValues);
        this.wanted = wanted;
        this.wantedValues = List.copyOf(wantedValues);
    }

    /** What the permit shows, after an execution. */
    static ExecutionScan of(ListPermit permit, Optional<ExecutionState> state, Optional<ExecutionId> after) {
        var part = new StringBuilder("SELECT id, state, job_namespace FROM execution WHERE tenant = ?");
        var partValues = new ArrayList<Object>(List.of(permit.subject().tenant()));
        after.ifPresent(last -> {
            part.append(" AND id < ?");
            partValues.add(last.value());
        });
        if (state.filter(each -> !each.terminal()).isPresent()) {
            part.append(UNENDED);
        }
        part.append(" ORDER BY id DESC LIMIT ").append(BOUND);
        var wanted = new StringBuilder("true");
        var wantedValues = new ArrayList<Object>();
        Namespace below = permit.namespace();
        if (!below.isRoot()) {
            wanted.append(" AND (s.job_namespace = ? OR starts_with(s.job_namespace, ?))");
            wantedValues.add(below.path());
            wantedValues.add(below.path() + ".");
        }
        state.ifPresent(each -> {
            wanted.append(" AND s.state = ?");
            wantedValues.add(each);
        });
        return new ExecutionScan(part.toString(), partValues, wanted.toString(), wantedValues);
    }

    /** Those of the part that are wanted; the tenant is that of the part. */
    Sql matching(Connection connection, String select, int limit) {
        var values = new ArrayList<>(partValues);
        values.addAll(wantedValues);
        values.add(partValues.getFirst());
        values.add(limit);
        String text = select + " JOIN (SELECT s.id FROM (" + part + ") AS s WHERE " + wanted
                + ") AS matched ON matched.id = e.id WHERE e.tenant = ? ORDER BY e.id DESC LIMIT ?";
        return Sql.of(connection, text, values.toArray());
    }

    /** The last one of the part, where the part is not all there is. */
    Optional<ExecutionId> end(Connection connection) throws SQLException {
        if (wanted.equals("true")) {
            return Optional.empty();
        }
        String text = "SELECT s.id FROM (" + part + ") AS s ORDER BY s.id DESC OFFSET " + (BOUND - 1) + " LIMIT 1";
        return Sql.of(connection, text, partValues.toArray())
                .first(row -> new ExecutionId(row.getObject("id", UUID.class)));
    }
}
