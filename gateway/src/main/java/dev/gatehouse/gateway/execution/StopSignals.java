package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.observability.ExecutionId;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** The requested stops that a worker has yet to obey. */
@Singleton
public final class StopSignals {
    private static final String WANTED = """
            SELECT e.id, e.fence, e.stop
            FROM worker_session s JOIN execution e ON e.session_id = s.id AND e.tenant = s.tenant
            WHERE s.tenant = ? AND s.worker_id = ? AND e.state = 'RUNNING' AND e.stop IS NOT NULL
            ORDER BY e.stop_at, e.id
            LIMIT 1000""";

    private final Transactions transactions;

    StopSignals(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Every running execution of the worker that somebody wants stopped; repeated until it has ended. */
    public List<StopSignal> wanted(WorkerSession session) {
        return transactions.run(connection -> Sql.of(connection, WANTED, session.tenant(), session.worker())
                .list(row -> new StopSignal(
                        new Lease(new ExecutionId(row.getObject("id", UUID.class)), row.getLong("fence")),
                        row.getString("stop").equals("revoke"))));
    }
}
