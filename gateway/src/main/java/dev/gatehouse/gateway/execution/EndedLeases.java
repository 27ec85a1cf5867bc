package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.database.Column.uuid;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.deprovision.CascadeStep;
import dev.gatehouse.gateway.deprovision.EndOfAccess;
import dev.gatehouse.gateway.deprovision.Extent;
import dev.gatehouse.gateway.deprovision.IdBatch;
import dev.gatehouse.observability.ExecutionId;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The dynamic secrets of what runs and was told to stop, because somebody's access ends: they are revoked at once, and do
 * not wait for a worker that does not stop. Those of what had not begun are revoked with it.
 */
@Singleton
final class EndedLeases implements CascadeStep {
    /** How they are counted. */
    static final String LEASES = "leases";

    private static final int BATCH = 50;

    private static final String OF = """
              FROM execution e
              JOIN secret_lease l ON l.tenant = e.tenant AND l.execution_id = e.id AND l.ended_at IS NULL
             WHERE e.tenant = ? AND (e.subject_id = ? OR e.impersonator_id = ?) AND e.state = 'RUNNING'
               AND l.state = 'issued'
            """;

    /** The step before this one has told those that end to stop. */
    private static final String AFTER =
            "SELECT DISTINCT e.id " + OF + " AND e.stop = 'revoke' AND e.id > ? ORDER BY e.id LIMIT ?";

    private static final String REVOKE = """
            UPDATE secret_lease l SET state = 'revoking', reason = NULL, due_at = now()
              FROM execution e JOIN unnest(?::uuid[]) AS ended (id) ON ended.id = e.id
             WHERE e.tenant = ? AND e.state = 'RUNNING'
               AND l.tenant = e.tenant AND l.execution_id = e.id AND l.ended_at IS NULL AND l.state = 'issued'
            RETURNING l.id""";

    private final Transactions transactions;

    EndedLeases(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public String name() {
        return LEASES;
    }

    @Override
    public boolean isPartOf(Extent extent) {
        return switch (extent) {
            case Extent.Everything _, Extent.WhatIsDenied _, Extent.StartedWith _ -> true;
            case Extent.OneSession _ -> false;
        };
    }

    @Override
    public Map<String, Long> preview(Connection connection, EndOfAccess end) throws SQLException {
        long count = Sql.of(connection, "SELECT count(*) " + OF, end.tenant(), end.subject(), end.subject())
                .first(row -> row.getLong(1))
                .orElseThrow();
        return Map.of(LEASES, count);
    }

    @Override
    public Optional<Batch> next(EndOfAccess end, UUID after) {
        List<UUID> found = transactions.read(
                connection -> Sql.of(connection, AFTER, end.tenant(), end.subject(), end.subject(), after, BATCH)
                        .list(row -> row.getObject("id", UUID.class)));
        return Optional.of(new IdBatch(LEASES, found, (connection, ids) -> revoke(connection, end, ids)));
    }

    /** Of the executions, which their lock keeps from ending meanwhile; the revoker takes the leases within a second. */
    private static List<UUID> revoke(Connection connection, EndOfAccess end, List<UUID> executions)
            throws SQLException {
        ExecutionRows.lock(
                connection,
                executions.stream()
                        .map(id -> new ExecutionKey(end.tenant(), new ExecutionId(id)))
                        .toList());
        return Sql.of(connection, REVOKE, uuid((UUID id) -> id).of(connection, executions), end.tenant())
                .list(row -> row.getObject("id", UUID.class));
    }
}
