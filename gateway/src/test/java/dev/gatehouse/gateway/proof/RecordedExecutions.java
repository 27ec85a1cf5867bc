package dev.gatehouse.gateway.proof;

import dev.gatehouse.audit.Actor;
import dev.gatehouse.audit.AuditEvent;
import dev.gatehouse.audit.DecisionReference;
import dev.gatehouse.audit.ExecutionEvent;
import dev.gatehouse.audit.JobPin;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.observability.ExecutionId;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Executions written straight into the rows, with the events that a real one has. */
@Singleton
public final class RecordedExecutions {
    private static final String DIGEST = "0".repeat(64);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Transactions transactions;
    private final AuditTrail trail;
    private final Supplier<UUID> ids;

    RecordedExecutions(Transactions transactions, AuditTrail trail, Supplier<UUID> ids) {
        this.transactions = transactions;
        this.trail = trail;
        this.ids = ids;
    }

    /** An accepted execution of acme.data/report. */
    public ExecutionId accepted(String tenant) {
        var execution = new ExecutionId(ids.get());
        transactions.run(connection -> {
            insert(connection, tenant, execution);
            return trail.append(
                    connection,
                    tenant,
                    List.of(new ExecutionEvent.ExecutionAccepted(
                            execution,
                            new Actor(ids.get(), "ada"),
                            new DecisionReference(ids.get(), DIGEST, List.of()),
                            job(),
                            Map.of("day", "2026-11-21"),
                            Map.of(),
                            Optional.empty())));
        });
        return execution;
    }

    /** Ends it, in the transaction of its last event. */
    public ExecutionId succeed(String tenant, ExecutionId execution) {
        transactions.run(connection -> {
            state(connection, tenant, execution, "SUCCEEDED");
            return trail.append(connection, tenant, List.of(ended(execution)));
        });
        return execution;
    }

    AuditEvent ended(ExecutionId execution) {
        return new ExecutionEvent.ExecutionEnded(
                execution,
                ExecutionEvent.Ending.SUCCEEDED,
                Optional.empty(),
                Optional.empty(),
                job(),
                1,
                1,
                Optional.empty(),
                Optional.empty(),
                Optional.of(0),
                true,
                0,
                0,
                Optional.empty(),
                Map.of("rows", 3));
    }

    /** Waits for what another thread does. */
    public static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it did not come to be");
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private static JobPin job() {
        return new JobPin(new UUID(1, 2), 1, DIGEST, "acme.data/report");
    }

    private static void state(Connection connection, String tenant, ExecutionId execution, String state)
            throws SQLException {
        try (var update = connection.prepareStatement("UPDATE execution SET state = ? WHERE tenant = ? AND id = ?")) {
            update.setString(1, state);
            update.setString(2, tenant);
            update.setObject(3, execution.value());
            update.executeUpdate();
        }
    }

    private void insert(Connection connection, String tenant, ExecutionId execution) throws SQLException {
        try (var insert = connection.prepareStatement("""
                INSERT INTO execution (tenant, id, job_namespace, job_name, job_id, job_revision, job_digest,
                    subject_id, decision_id, state, worker_group, inputs, launch, timeout_ms)
                VALUES (?, ?, 'acme.data', 'report', ?, 1, ?, ?, ?, 'QUEUED', 'none', '{}', '{}', 1000)""")) {
            insert.setString(1, tenant);
            insert.setObject(2, execution.value());
            insert.setObject(3, ids.get());
            insert.setString(4, DIGEST);
            insert.setObject(5, ids.get());
            insert.setObject(6, ids.get());
            insert.executeUpdate();
        }
    }
}
