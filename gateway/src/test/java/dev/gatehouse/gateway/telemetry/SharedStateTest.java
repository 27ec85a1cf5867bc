package dev.gatehouse.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.database.Transactions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class SharedStateTest {
    @Inject
    Transactions transactions;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private double gauge(String name, String group) {
        return registry.get(name).tag("gatehouse.worker.group", group).gauge().value();
    }

    private static void wait(Connection connection, String tenant, String group, int priority, int seconds)
            throws SQLException {
        try (var insert = connection.prepareStatement("""
                INSERT INTO queue (tenant, worker_group, execution_id, priority, not_before)
                VALUES (?, ?, ?, ?, now() - make_interval(secs => ?))""")) {
            insert.setString(1, tenant);
            insert.setString(2, group);
            insert.setObject(3, UUID.randomUUID());
            insert.setInt(4, priority);
            insert.setInt(5, seconds);
            insert.executeUpdate();
        }
    }

    private static void leave(Connection connection) throws SQLException {
        try (var delete = connection.prepareStatement("DELETE FROM queue WHERE tenant LIKE '0-state-%'")) {
            delete.executeUpdate();
        }
    }

    @Test
    void showsHowManyWaitForAGroupAndTheOldestOfAnyPriority() {
        transactions.run(connection -> {
            wait(connection, "0-state-a", "g", 5, 10);
            wait(connection, "0-state-a", "g", 0, 300);
            wait(connection, "0-state-a", "g", -5, 20);
            wait(connection, "0-state-a", "h", 0, -60);
            wait(connection, "0-state-b", "g", 1, 40);
            return true;
        });
        try {
            new SharedState(transactions, new Meters(registry)).read();
        } finally {
            transactions.run(connection -> {
                leave(connection);
                return true;
            });
        }

        assertThat(gauge("gatehouse.queue.depth", "0-state-a/g")).isEqualTo(3);
        assertThat(gauge("gatehouse.queue.oldest", "0-state-a/g")).isBetween(300.0, 400.0);
        assertThat(gauge("gatehouse.queue.depth", "0-state-a/h")).isOne();
        assertThat(gauge("gatehouse.queue.oldest", "0-state-a/h"))
                .as("not claimable before a minute from now")
                .isZero();
        assertThat(gauge("gatehouse.queue.oldest", "0-state-b/g")).isBetween(40.0, 140.0);
        assertThat(registry.get("gatehouse.log.size").gauge().value()).isNotNegative();
    }

    private static void run(Connection connection, String statement, Object... values) throws SQLException {
        try (var update = connection.prepareStatement(statement)) {
            for (int i = 0; i < values.length; i++) {
                update.setObject(i + 1, values[i]);
            }
            update.executeUpdate();
        }
    }

    /** A session of a new worker; the time is until its end. */
    private static UUID session(Connection connection, String group, int seconds) throws SQLException {
        UUID worker = UUID.randomUUID();
        UUID session = UUID.randomUUID();
        run(
                connection,
                "INSERT INTO subject (tenant, id, kind, name) VALUES ('acme', ?, 'worker', ?)",
                worker,
                "w-" + worker);
        run(connection, """
                INSERT INTO worker (tenant, id, worker_group, identity_key, counter)
                VALUES ('acme', ?, ?, uuid_send(?), 0)""", worker, group, worker);
        run(connection, """
                INSERT INTO worker_session (tenant, id, worker_id, worker_group, session_key, counter, credential_hash,
                                            credential_expires_at, expires_at, isolation)
                VALUES ('acme', ?, ?, ?, uuid_send(?), 0, uuid_send(?), now(), now() + make_interval(secs => ?), 'none')""", session, worker, group, session, session, seconds);
        return session;
    }

    private static void execution(Connection connection, UUID session, String group, String state) throws SQLException {
        run(connection, """
                INSERT INTO execution (tenant, id, job_namespace, job_name, job_id, job_revision, job_digest, subject_id,
                                       decision_id, state, worker_group, inputs, launch, timeout_ms, session_id)
                VALUES ('acme', gen_random_uuid(), 'n', 'j', gen_random_uuid(), 1, '', gen_random_uuid(),
                        gen_random_uuid(), ?, ?, '{}', '{}', 1, ?)""", state, group, session);
    }

    /** An event whose leaf is in no tree yet. */
    private static void pending(Connection connection, String tenant, UUID event, int seconds) throws SQLException {
        run(connection, """
                INSERT INTO event (tenant, id, n, code, at, leaf)
                VALUES (?, ?, 0, 'test.made', now() - make_interval(secs => ?), '')""", tenant, event, seconds);
        run(connection, "INSERT INTO pending_leaf (tenant, event_id, n, hash) VALUES (?, ?, 0, '')", tenant, event);
    }

    /** What is there now, in a transaction that sees nothing of others and is undone. */
    private List<SharedState.Row> rowsAfter(Transactions.Work<?> change, List<SharedState.Row> before) {
        var after = new ArrayList<SharedState.Row>();
        assertThatThrownBy(() -> transactions.run(connection -> {
                    run(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
                    before.addAll(SharedState.read(connection));
                    change.in(connection);
                    after.addAll(SharedState.read(connection));
                    throw new IllegalStateException("undone");
                }))
                .hasMessage("undone");
        return after;
    }

    private static SharedState.Row only(List<SharedState.Row> rows, String what) {
        return rows.stream().filter(row -> row.what().equals(what)).findFirst().orElseThrow();
    }

    @Test
    void showsWorkersByWhetherTheyRunAnything() {
        List<SharedState.Row> rows = rowsAfter(
                connection -> {
                    session(connection, "0-crew", 60);
                    UUID ended = session(connection, "0-crew", 60);
                    UUID late = session(connection, "0-crew", -1);
                    UUID idle = session(connection, "0-crew", 60);
                    execution(connection, idle, "0-crew", "SUCCEEDED");
                    execution(connection, session(connection, "0-crew", 60), "0-crew", "LEASED");
                    UUID busy = session(connection, "0-crew", 60);
                    execution(connection, busy, "0-crew", "RUNNING");
                    execution(connection, busy, "0-crew", "RUNNING");
                    execution(connection, session(connection, "0-crew", 60), "0-crew", "RUNNING");
                    execution(connection, late, "0-crew", "RUNNING");
                    run(connection, "UPDATE worker_session SET ended_at = now() WHERE id = ?", ended);
                    return true;
                },
                new ArrayList<>());
        var state = new SharedState(transactions, new Meters(registry));

        state.show(rows.stream().filter(row -> row.name().equals("0-crew")).toList());

        var workers = registry.get("cicd.worker.count").tag("gatehouse.worker.group", "acme/0-crew");
        assertThat(workers.tag("cicd.worker.state", "available").gauge().value())
                .isEqualTo(2);
        assertThat(registry.get("cicd.worker.count")
                        .tag("gatehouse.worker.group", "acme/0-crew")
                        .tag("cicd.worker.state", "busy")
                        .gauge()
                        .value())
                .isEqualTo(3);
    }

    @Test
    void showsHowManyLeavesWaitForTheTreeAndHowLongTheOldestHas() {
        List<SharedState.Row> before = new ArrayList<>();
        List<SharedState.Row> rows = rowsAfter(
                connection -> {
                    pending(connection, "acme", new UUID(0, 1), 7_000);
                    pending(connection, "acme", new UUID(0, 2), 60);
                    pending(connection, "globex", new UUID(0, 3), 5);
                    return true;
                },
                before);
        var state = new SharedState(transactions, new Meters(registry));

        state.show(rows);

        assertThat(registry.get("gatehouse.log.pending").gauge().value())
                .isEqualTo(only(before, "pending").amount() + 3);
        assertThat(registry.get("gatehouse.log.pending.age").gauge().value()).isBetween(7_000.0, 7_010.0);
    }

    private static void maintain(Connection connection, String tenant) throws SQLException {
        run(connection, """
                INSERT INTO maintenance (tenant, id, message, begun_by)
                VALUES (?, gen_random_uuid(), 'back at ten', gen_random_uuid())""", tenant);
    }

    private static double blocked(List<SharedState.Row> rows, String by) {
        return rows.stream()
                .filter(row -> row.what().equals("blocked") && row.name().equals(by))
                .mapToDouble(SharedState.Row::amount)
                .sum();
    }

    private double shown(List<SharedState.Row> rows, String by) {
        var shown = new SimpleMeterRegistry();
        new SharedState(transactions, new Meters(shown)).show(rows);
        return shown.get("gatehouse.executions.blocked")
                .tag("gatehouse.blocked.by", by)
                .gauge()
                .value();
    }

    @Test
    void showsHowManyWaitForASlotOrForTheEndOfTheirTenantsMaintenance() {
        List<SharedState.Row> before = new ArrayList<>();
        List<SharedState.Row> rows = rowsAfter(
                connection -> {
                    run(connection, """
                            INSERT INTO queue_blocked (tenant, execution_id, worker_group, priority, accepted_at, namespace, per,
                                                       key)
                            SELECT 'globex', gen_random_uuid(), 'g', 0, now(), 'n', 'job', i::text
                            FROM generate_series(1, 3) AS i""");
                    maintain(connection, "alone");
                    wait(connection, "alone", "0-crew", 0, 10);
                    wait(connection, "alone", "0-crew", 5, -60);
                    wait(connection, "globex", "0-crew", 0, 10);
                    return true;
                },
                before);

        assertThat(shown(rows, "concurrency")).isEqualTo(blocked(before, "concurrency") + 3);
        assertThat(shown(rows, "maintenance")).isEqualTo(blocked(before, "maintenance") + 2);
    }

    @Test
    void showsThatAllWaitForTheEndOfTheInstallationsMaintenanceAndNobodyWhereThereIsNone() {
        List<SharedState.Row> before = new ArrayList<>();
        List<SharedState.Row> rows = rowsAfter(
                connection -> {
                    maintain(connection, "system");
                    wait(connection, "alone", "0-crew", 0, 10);
                    wait(connection, "globex", "0-crew", 0, 10);
                    return true;
                },
                before);

        assertThat(shown(rows, "maintenance")).isGreaterThanOrEqualTo(2);
        assertThat(shown(before, "maintenance")).isZero();
    }

    @Test
    void readsIndexesAndNoTableOfWhatWas() {
        List<String> plan = transactions.run(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute("SET LOCAL enable_seqscan = off");
                try (var rows = statement.executeQuery("EXPLAIN " + SharedState.READ)) {
                    List<String> lines = new ArrayList<>();
                    while (rows.next()) {
                        lines.add(rows.getString(1).strip());
                    }
                    return lines;
                }
            }
        });

        assertThat(plan).anyMatch(line -> line.contains(" using queue_order on queue"));
        // Either has only what has not ended; which one is cheaper depends on how much that is.
        assertThat(plan).anyMatch(line -> line.matches(".* (using|on) execution_(live|unended).*"));
        assertThat(plan).anyMatch(line -> line.matches(".* (using|on) worker_session_(live|open).*"));
        assertThat(plan.stream().filter(line -> line.contains("Seq Scan on") && !line.contains("checkpoint")))
                .isEmpty();
    }
}
