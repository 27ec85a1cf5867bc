package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.database.Column.text;
import static dev.gatehouse.gateway.database.Column.uuid;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.observability.ExecutionId;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Set;
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

    private static final String WORKERS = """
            SELECT DISTINCT s.worker_id
            FROM unnest(?::text[], ?::uuid[]) AS asked (tenant, worker)
            JOIN worker_session s ON s.tenant = asked.tenant AND s.worker_id = asked.worker
            JOIN execution e ON e.session_id = s.id AND e.tenant = s.tenant
            WHERE e.state = 'RUNNING' AND e.stop IS NOT NULL""";

    private final Transactions transactions;

    StopSignals(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Every running execution of the worker that somebody wants stopped; repeated until it has ended. */
    public List<StopSignal> wanted(WorkerSession session) {
        return transactions.read(connection -> Sql.of(connection, WANTED, session.tenant(), session.worker())
                .list(row -> new StopSignal(
                        new Lease(new ExecutionId(row.getObject("id", UUID.class)), row.getLong("fence")),
                        row.getString("stop").equals("revoke"))));
    }

    /** The workers, of those that hold the sessions, that have stops to obey. */
    public Set<UUID> workers(Collection<WorkerSession> sessions) {
        return sessions.isEmpty()
                ? Set.of()
                : transactions.read(connection -> Set.copyOf(Sql.ofColumns(
                                connection,
                                WORKERS,
                                List.copyOf(sessions),
                                text(WorkerSession::tenant),
                                uuid(WorkerSession::worker))
                        .list(row -> row.getObject("worker_id", UUID.class))));
    }
}
