package dev.gatehouse.gateway.telemetry;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.observability.Metrics;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * What only the database knows of queues, workers, leases and logs, read every five seconds in one statement, by every gateway
 * alike: whichever is asked says the same.
 *
 * <p>The statement walks indexes and stops early: it reads the first entry of a queue and a priority, counts no further
 * than a queue may be long, and never touches executions that have ended.
 */
@Singleton
final class SharedState {
    private static final Logger LOG = Logger.getLogger(SharedState.class);

    /**
     * The recursions hop from one key of an index to the next one. The oldest pending leaf is that of the smallest
     * event id: ids of one gateway are in the order of time, which is near enough for a gauge.
     */
    static final String READ = """
            WITH RECURSIVE line AS (
                (SELECT tenant, worker_group, priority, not_before FROM queue
                 ORDER BY tenant, worker_group, priority DESC, not_before, execution_id LIMIT 1)
                UNION ALL
                SELECT next.* FROM line CROSS JOIN LATERAL (
                    (SELECT q.tenant, q.worker_group, q.priority, q.not_before FROM queue q
                     WHERE q.tenant = line.tenant AND q.worker_group = line.worker_group AND q.priority < line.priority
                     ORDER BY q.priority DESC, q.not_before, q.execution_id LIMIT 1)
                    UNION ALL
                    (SELECT q.tenant, q.worker_group, q.priority, q.not_before FROM queue q
                     WHERE (q.tenant, q.worker_group) > (line.tenant, line.worker_group)
                     ORDER BY q.tenant, q.worker_group, q.priority DESC, q.not_before, q.execution_id LIMIT 1)
                    LIMIT 1) AS next),
            waiting AS (
                SELECT tenant, worker_group, min(not_before) AS first FROM (SELECT * FROM line LIMIT 2000) AS lines
                GROUP BY tenant, worker_group),
            pending AS (
                (SELECT tenant, event_id FROM pending_leaf ORDER BY tenant, event_id LIMIT 1)
                UNION ALL
                SELECT next.* FROM pending CROSS JOIN LATERAL (
                    SELECT p.tenant, p.event_id FROM pending_leaf p WHERE p.tenant > pending.tenant
                    ORDER BY p.tenant, p.event_id LIMIT 1) AS next)
            SELECT 'queue' AS what, w.tenant, w.worker_group AS name,
                   (SELECT count(*) FROM (SELECT 1 FROM queue q
                    WHERE q.tenant = w.tenant AND q.worker_group = w.worker_group LIMIT 100000) AS q) AS amount,
                   greatest(0, extract(epoch FROM now() - w.first))::float8 AS age
            FROM waiting w
            UNION ALL
            SELECT CASE WHEN busy THEN 'busy' ELSE 'available' END, tenant, worker_group, count(*), 0
            FROM (SELECT s.tenant, s.worker_group,
                         EXISTS (SELECT 1 FROM execution e
                                 WHERE e.session_id = s.id AND e.state IN ('LEASED', 'RUNNING')) AS busy
                  FROM worker_session s WHERE s.ended_at IS NULL AND s.expires_at > now() LIMIT 10000) AS live
            GROUP BY busy, tenant, worker_group
            UNION ALL
            SELECT 'pending', '', '', (SELECT count(*) FROM (SELECT 1 FROM pending_leaf LIMIT 10000) AS p),
                   coalesce((SELECT greatest(0, extract(epoch FROM now() - min(e.at)))::float8
                             FROM (SELECT * FROM pending LIMIT 2000) AS p
                             JOIN event e ON e.tenant = p.tenant AND e.id = p.event_id), 0)
            UNION ALL
            SELECT 'blocked', '', 'concurrency', (SELECT count(*) FROM (SELECT 1 FROM queue_blocked LIMIT 100000) AS b), 0
            UNION ALL
            SELECT 'blocked', '', 'maintenance', (SELECT count(*) FROM (
                SELECT 1 FROM (
                    SELECT w.tenant, w.worker_group FROM waiting w
                    WHERE EXISTS (SELECT 1 FROM maintenance m
                                  WHERE m.tenant IN (w.tenant, 'system') AND m.ended_at IS NULL)) AS w
                JOIN queue q ON q.tenant = w.tenant AND q.worker_group = w.worker_group
                LIMIT 100000) AS b), 0
            UNION ALL
            SELECT 'lease', '', state, count(*), 0
            FROM (SELECT state FROM secret_lease WHERE ended_at IS NULL LIMIT 100000) AS open GROUP BY state
            UNION ALL
            SELECT 'stuck', '', reason, count(*), 0
            FROM (SELECT reason FROM secret_lease
                  WHERE ended_at IS NULL AND state = 'revoking' AND reason IS NOT NULL LIMIT 100000) AS stuck
            GROUP BY reason
            UNION ALL
            SELECT 'log', '', '', coalesce(sum(size), 0)::bigint, 0 FROM checkpoint""";

    private final Transactions transactions;
    private final Meters.Rows depth;
    private final Meters.Rows oldest;
    private final Meters.Rows blocked;
    private final Meters.Rows workers;
    private final Meters.Rows leases;
    private final Meters.Rows stuck;
    private volatile Row pending = new Row("pending", "", "", 0, 0);
    private volatile Row log = new Row("log", "", "", 0, 0);
    private volatile long readAt = System.nanoTime();

    SharedState(Transactions transactions, Meters meters) {
        this.transactions = transactions;
        this.depth = meters.rows(Metrics.QUEUE_DEPTH);
        this.oldest = meters.rows(Metrics.QUEUE_OLDEST);
        this.blocked = meters.rows(Metrics.BLOCKED);
        this.workers = meters.rows(Metrics.WORKERS);
        this.leases = meters.rows(Metrics.SECRET_LEASES);
        this.stuck = meters.rows(Metrics.STUCK_LEASES);
        meters.gauge(Metrics.LOG_PENDING, this, state -> state.pending.amount());
        meters.gauge(Metrics.LOG_PENDING_AGE, this, state -> state.pending.age());
        meters.gauge(Metrics.LOG_SIZE, this, state -> state.log.amount());
        meters.gauge(Metrics.STATE_AGE, this, state -> (System.nanoTime() - state.readAt) / 1e9);
    }

    record Row(String what, String tenant, String name, double amount, double age) {
        String group() {
            return tenant + "/" + name;
        }
    }

    @Scheduled(every = "5s", concurrentExecution = ConcurrentExecution.SKIP)
    void read() {
        try {
            show(transactions.run(SharedState::read));
            readAt = System.nanoTime();
        } catch (DatabaseUnavailable away) {
            LOG.debug("The state of queues, workers and logs waits for the database", away);
        }
    }

    void show(List<Row> rows) {
        Map<String, List<Row>> by = rows.stream().collect(Collectors.groupingBy(Row::what));
        depth.show(byGroup(by.getOrDefault("queue", List.of()), true), Double::sum);
        oldest.show(byGroup(by.getOrDefault("queue", List.of()), false), Double::max);
        blocked.show(byName(by.getOrDefault("blocked", List.of())), Double::sum);
        leases.show(byName(by.getOrDefault("lease", List.of())), Double::sum);
        stuck.show(byName(by.getOrDefault("stuck", List.of())), Double::sum);
        Map<List<String>, Double> live = new HashMap<>();
        for (String state : List.of("available", "busy")) {
            by.getOrDefault(state, List.of()).forEach(row -> live.put(List.of(row.group(), state), row.amount()));
        }
        workers.show(live, Double::sum);
        by.getOrDefault("pending", List.of()).forEach(row -> pending = row);
        by.getOrDefault("log", List.of()).forEach(row -> log = row);
    }

    private static Map<List<String>, Double> byName(List<Row> rows) {
        return rows.stream().collect(Collectors.toMap(row -> List.of(row.name()), Row::amount));
    }

    /** In the order of the groups' names, so that both gauges and all gateways show the same ones where there are many. */
    private static Map<List<String>, Double> byGroup(List<Row> rows, boolean amount) {
        return rows.stream()
                .sorted(Comparator.comparing(Row::group))
                .collect(Collectors.toMap(
                        row -> List.of(row.group()),
                        row -> amount ? row.amount() : row.age(),
                        Math::max,
                        LinkedHashMap::new));
    }

    static List<Row> read(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(READ);
                var result = statement.executeQuery()) {
            List<Row> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(new Row(
                        result.getString("what"),
                        result.getString("tenant"),
                        result.getString("name"),
                        result.getDouble("amount"),
                        result.getDouble("age")));
            }
            return rows;
        }
    }
}
