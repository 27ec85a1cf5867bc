package dev.gatehouse.gateway.limit;

import dev.gatehouse.gateway.database.Rows;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.Sight;
import dev.gatehouse.gateway.limit.Limit.Concurrency;
import dev.gatehouse.gateway.limit.Limit.Quota;
import dev.gatehouse.gateway.limit.Limit.Rate;
import dev.gatehouse.policy.ListPermit;
import dev.gatehouse.policy.Namespace;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What namespaces limit, and how far it is used, as people see it. Thread-safe. */
@Singleton
final class LimitUsage {
    /** Of what one limit counts apart, so many are shown: those that use it most. */
    private static final int MOST_SHOWN = 100;

    private static final String OF_QUOTA = """
            SELECT key, used FROM quota_use
            WHERE tenant = ? AND namespace = ? AND per = ? AND seconds = ? AND ends_at = ?
            ORDER BY used DESC, key LIMIT\s""" + MOST_SHOWN;

    /** Counts no further than a queue may be long. */
    private static final String OF_CONCURRENCY = """
            SELECT u.key, u.used, (SELECT count(*) FROM (
                SELECT 1 FROM queue_blocked b
                WHERE b.tenant = u.tenant AND b.namespace = u.namespace AND b.per = u.per AND b.key = u.key
                LIMIT 100000) AS b) AS waiting
            FROM concurrency_use u WHERE u.tenant = ? AND u.namespace = ? AND u.per = ?
            ORDER BY u.used DESC, u.key LIMIT\s""" + MOST_SHOWN;

    private final LimitBook book;
    private final Transactions transactions;

    LimitUsage(LimitBook book, Transactions transactions) {
        this.book = book;
        this.transactions = transactions;
    }

    /** The limits that the permit shows, in the order of their namespaces, of which each is on one page. */
    Map<String, Object> page(ListPermit permit, Sight sight, Optional<Namespace> after, int limit) {
        String tenant = permit.subject().tenant();
        List<Limit> wanted = book.of(tenant).stream()
                .filter(each -> permit.namespace().covers(each.namespace()))
                .filter(each -> sight.shows(each.namespace(), ""))
                .filter(each -> after.isEmpty()
                        || each.namespace().path().compareTo(after.get().path()) > 0)
                .sorted(Comparator.comparing(each -> each.namespace().path()))
                .toList();
        List<Limit> shown = firstOf(wanted, limit);
        var page = new LinkedHashMap<String, Object>();
        page.put("items", transactions.run(connection -> items(connection, tenant, shown)));
        if (shown.size() < wanted.size()) {
            page.put("next", shown.getLast().namespace().path());
        }
        return page;
    }

    private static List<Limit> firstOf(List<Limit> limits, int most) {
        int end = Math.min(most, limits.size());
        while (end < limits.size()
                && limits.get(end).namespace().equals(limits.get(end - 1).namespace())) {
            end++;
        }
        return limits.subList(0, end);
    }

    private static List<Map<String, Object>> items(Connection connection, String tenant, List<Limit> limits)
            throws SQLException {
        if (limits.isEmpty()) {
            return List.of();
        }
        Instant now = QuotaRows.now(connection);
        List<Map<String, Object>> items = new ArrayList<>();
        for (Limit limit : limits) {
            var item = new LinkedHashMap<String, Object>();
            item.put("namespace", limit.namespace().path());
            item.put("kind", limit.name().kind().word());
            item.put("per", limit.per().word());
            switch (limit) {
                case Rate rate -> add(item, rate);
                case Quota quota -> add(item, quota, Window.at(now, quota.window()), connection, tenant);
                case Concurrency concurrency -> add(item, concurrency, connection, tenant);
            }
            items.add(item);
        }
        return List.copyOf(items);
    }

    /** Each gateway has its own usage of it, which says nothing about the others'. */
    private static void add(Map<String, Object> item, Rate rate) {
        item.put("limit", rate.requests());
        item.put("window", rate.window().toString());
    }

    private static void add(Map<String, Object> item, Quota quota, Window window, Connection connection, String tenant)
            throws SQLException {
        item.put("limit", quota.count());
        item.put("window", quota.window().toString());
        item.put("endsAt", window.end().toString());
        item.put(
                "uses",
                Rows.find(
                        connection,
                        OF_QUOTA,
                        List.of(
                                tenant,
                                quota.namespace().path(),
                                quota.per().word(),
                                quota.window().toSeconds(),
                                window.end().atOffset(ZoneOffset.UTC)),
                        LimitUsage::use));
    }

    private static void add(Map<String, Object> item, Concurrency limit, Connection connection, String tenant)
            throws SQLException {
        item.put("limit", limit.running());
        item.put("whenFull", limit.whenFull().name().toLowerCase(Locale.ROOT));
        item.put(
                "uses",
                Rows.find(
                        connection,
                        OF_CONCURRENCY,
                        List.of(tenant, limit.namespace().path(), limit.per().word()),
                        row -> {
                            Map<String, Object> use = use(row);
                            use.put("waiting", row.getLong("waiting"));
                            return use;
                        }));
    }

    private static Map<String, Object> use(ResultSet row) throws SQLException {
        var use = new LinkedHashMap<String, Object>();
        if (!row.getString("key").isEmpty()) {
            use.put("of", row.getString("key"));
        }
        use.put("used", row.getLong("used"));
        return use;
    }
}
