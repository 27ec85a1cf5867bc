package dev.gatehouse.gateway.limit;

import static dev.gatehouse.gateway.database.Column.bigint;
import static java.util.stream.Collectors.toMap;

import dev.gatehouse.gateway.database.Column;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The counters of quotas: one row for what is counted together in one window. */
final class QuotaRows {
    /** In one order for everybody, so that two batches never wait for each other in a circle. */
    private static final String LOCK = """
            INSERT INTO quota_use (tenant, namespace, per, key, seconds, ends_at, used)
            SELECT tenant, namespace, per, key, seconds, to_timestamp(ends), 0
            FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[])
                AS counter (tenant, namespace, per, key, seconds, ends)
            ORDER BY tenant, namespace, per, key, seconds, ends
            ON CONFLICT (tenant, namespace, per, key, seconds, ends_at) DO UPDATE SET used = quota_use.used
            RETURNING tenant, namespace, per, key, seconds, ends_at, used""";

    private static final String WRITE = """
            UPDATE quota_use q SET used = counter.used
            FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[])
                AS counter (tenant, namespace, per, key, seconds, ends, used)
            WHERE q.tenant = counter.tenant AND q.namespace = counter.namespace AND q.per = counter.per
              AND q.key = counter.key AND q.seconds = counter.seconds AND q.ends_at = to_timestamp(counter.ends)""";

    private QuotaRows() {}

    /** What is counted together, and in which window. */
    record Counter(Scope scope, Window window) {
        static Counter read(ResultSet row) throws SQLException {
            return new Counter(
                    Scope.read(row),
                    new Window(
                            Duration.ofSeconds(row.getLong("seconds")),
                            row.getObject("ends_at", OffsetDateTime.class).toInstant()));
        }
    }

    /** The time that windows go by: it is that of the transaction's beginning. */
    static Instant now(Connection connection) throws SQLException {
        return Statements.list(
                        connection,
                        "SELECT now()",
                        row -> row.getObject(1, OffsetDateTime.class).toInstant())
                .getFirst();
    }

    /** Locks the counters, and answers how far each has come. */
    static Map<Counter, Long> lock(Connection connection, Collection<Counter> counters) throws SQLException {
        return Statements.list(
                        connection,
                        LOCK,
                        columns(),
                        counters.stream().distinct().toList(),
                        row -> Map.entry(Counter.read(row), row.getLong("used")))
                .stream()
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Sets locked counters. */
    static void write(Connection connection, Map<Counter, Long> used) throws SQLException {
        if (!used.isEmpty()) {
            Statements.update(
                    connection,
                    WRITE,
                    Scope.columns(
                            (Map.Entry<Counter, Long> each) -> each.getKey().scope(),
                            bigint(each -> each.getKey().window().length().toSeconds()),
                            bigint(each -> each.getKey().window().end().getEpochSecond()),
                            bigint(Map.Entry::getValue)),
                    List.copyOf(used.entrySet()));
        }
    }

    private static List<Column<Counter>> columns() {
        return Scope.columns(
                Counter::scope,
                bigint(each -> each.window().length().toSeconds()),
                bigint(each -> each.window().end().getEpochSecond()));
    }
}
