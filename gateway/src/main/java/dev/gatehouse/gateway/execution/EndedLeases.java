package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.deprovision.CascadeStep;
import dev.gatehouse.gateway.deprovision.EndOfAccess;
import dev.gatehouse.gateway.deprovision.Extent;
import dev.gatehouse.observability.ExecutionId;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What was issued for the runs of somebody whose access ended: it is revoked at once, and not only when the worker has stopped
 * the run. Which runs those are the step before has said.
 */
@Singleton
final class EndedLeases implements CascadeStep {
    /** How they are counted. */
    static final String LEASES = "leases";

    private static final int BATCH = 50;

    private static final String OF = """
              FROM secret_lease l JOIN execution e ON e.tenant = l.tenant AND e.id = l.execution_id
             WHERE l.tenant = ? AND (e.subject_id = ? OR e.impersonator_id = ?) AND l.ended_at IS NULL
               AND l.state IN ('issuing', 'issued')
            """;

    private static final String AFTER =
            "SELECT l.id, l.execution_id " + OF + "AND e.stop = 'revoke' AND l.id > ? ORDER BY l.id LIMIT ?";

    private final Transactions transactions;

    EndedLeases(Transactions transactions) {
        this.transactions = transactions;
    }

    private record Found(UUID id, ExecutionKey execution) {
        static Found read(String tenant, ResultSet row) throws SQLException {
            return new Found(
                    row.getObject("id", UUID.class),
                    new ExecutionKey(tenant, new ExecutionId(row.getObject("execution_id", UUID.class))));
        }
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
        List<Found> found = transactions.read(
                connection -> Sql.of(connection, AFTER, end.tenant(), end.subject(), end.subject(), after, BATCH)
                        .list(row -> Found.read(end.tenant(), row)));
        return Optional.of(new Some(found));
    }

    private record Some(List<Found> found) implements Batch {
        Some {
            found = List.copyOf(found);
        }

        @Override
        public Optional<UUID> last() {
            return found.isEmpty()
                    ? Optional.empty()
                    : Optional.of(found.getLast().id());
        }

        @Override
        public Map<String, Long> end(Connection connection) throws SQLException {
            List<LockedExecution> held = List.copyOf(ExecutionRows.lockToStart(
                            connection,
                            found.stream().map(Found::execution).distinct().toList())
                    .values());
            return Map.of(LEASES, SecretLeaseRows.end(connection, held));
        }

        /** Somebody looks for what is to be revoked each second. */
        @Override
        public void committed() {}
    }
}
