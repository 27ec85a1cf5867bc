package dev.gatehouse.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

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
        assertThat(plan).anyMatch(line -> line.matches(".* (using|on) execution_live.*"));
        assertThat(plan).anyMatch(line -> line.matches(".* (using|on) worker_session_(live|open).*"));
        assertThat(plan.stream().filter(line -> line.contains("Seq Scan on") && !line.contains("checkpoint")))
                .isEmpty();
    }
}
