package dev.gatehouse.gateway.execution;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/** Gives back what a worker claimed and did not begin, because it goes; what it runs is another matter. */
@Singleton
public final class Departures {
    private static final String UNBEGUN = """
            e.tenant = ? AND e.state = 'LEASED' AND e.session_id IN (
                SELECT s.id FROM worker_session s WHERE s.tenant = ? AND s.worker_id = ? AND s.ended_at IS NULL)""";

    private final Returns returns;

    Departures(Returns returns) {
        this.returns = returns;
    }

    /**
     * In the caller's transaction, before it ends the worker's sessions: executions are locked first. What is on its way
     * to a start in this very moment is found unstarted later.
     */
    public void giveBack(Connection connection, String tenant, UUID worker, String reason) throws SQLException {
        int found;
        do {
            var rows = ExecutionRows.lockWhere(connection, ExecutionRows.Window.FIRST, UNBEGUN, tenant, tenant, worker);
            returns.departed(connection, rows, worker, reason);
            found = rows.size();
        } while (found == ExecutionRows.BATCH);
    }
}
