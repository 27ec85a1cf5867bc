package dev.gatehouse.gateway.limit;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.gateway.limit.Limit.Concurrency;
import dev.gatehouse.policy.Namespace;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Writes the concurrency limits of a namespace, in the transaction that declares it. From its commit on no claim exceeds
 * them: the tenant's claims under way are waited for, and what they left running counts. A limit that is raised, or gone,
 * lets what waited for it go on with the same commit; one that is lowered ends nothing.
 */
public final class DeclaredConcurrency {
    private static final String SELECT =
            "SELECT per, running, when_full FROM concurrency_limit WHERE tenant = ? AND namespace = ?";

    private static final String LOCK_LIVE = """
            SELECT 1 FROM execution e
            WHERE e.tenant = ? AND e.state IN ('LEASED', 'RUNNING')
              AND (? = 'root' OR e.job_namespace = ? OR starts_with(e.job_namespace, ? || '.'))
            ORDER BY e.tenant, e.id FOR UPDATE""";

    private static final String LOCK_USES = """
            SELECT tenant, namespace, per, key FROM concurrency_use
            WHERE tenant = ? AND namespace = ? AND per = ANY (?)
            ORDER BY tenant, namespace, per, key FOR UPDATE""";

    private static final String OF_LIMITS = " WHERE tenant = ? AND namespace = ? AND per = ANY (?)";

    private static final String RELEASE = """
            WITH released AS (
                DELETE FROM queue_blocked WHERE tenant = ? AND namespace = ? AND per = ANY (?)
                RETURNING tenant, worker_group, execution_id, priority, accepted_at)
            INSERT INTO queue (tenant, worker_group, execution_id, priority, not_before)
            SELECT tenant, worker_group, execution_id, priority, accepted_at FROM released""";

    private static final String WRITE = """
            INSERT INTO concurrency_limit (tenant, namespace, per, running, when_full) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (tenant, namespace, per) DO UPDATE SET running = excluded.running, when_full = excluded.when_full""";

    /** Whoever holds none of the limit's slots and is claimed or runs gets one, however many there are. */
    private static final String COUNT_LIVE = """
            WITH live AS (
                UPDATE execution e SET slotted = true
                WHERE e.tenant = ? AND e.state IN ('LEASED', 'RUNNING')
                  AND (? = 'root' OR e.job_namespace = ? OR starts_with(e.job_namespace, ? || '.'))
                RETURNING e.tenant, e.id, e.job_namespace, e.job_name, e.subject_id),
            taken AS (
                INSERT INTO concurrency_slot (tenant, execution_id, namespace, per, key, at_acceptance)
                SELECT live.tenant, live.id, ?, added.per,
                       CASE added.per WHEN 'job' THEN live.job_namespace || '/' || live.job_name
                                      WHEN 'subject' THEN live.subject_id::text ELSE '' END, false
                FROM live CROSS JOIN unnest(?) AS added (per)
                RETURNING tenant, namespace, per, key)
            INSERT INTO concurrency_use (tenant, namespace, per, key, used)
            SELECT tenant, namespace, per, key, count(*) FROM taken GROUP BY 1, 2, 3, 4
            ON CONFLICT (tenant, namespace, per, key) DO UPDATE SET used = concurrency_use.used + excluded.used""";

    private DeclaredConcurrency() {}

    private record Declared(int running, String whenFull) {
        static Declared of(Concurrency limit) {
            return new Declared(limit.running(), limit.whenFull().name().toLowerCase(Locale.ROOT));
        }
    }

    /**
     * Makes the namespace's limits those of its spec, which is an empty one where it goes.
     *
     * @param limits the spec's member {@code limits}
     */
    public static void declare(Connection connection, String tenant, String namespace, JsonNode limits)
            throws SQLException {
        Map<String, Declared> wanted = Limits.of(new Namespace(namespace), limits).concurrency().stream()
                .collect(toMap(limit -> limit.per().word(), Declared::of));
        if (!declared(connection, tenant, namespace).equals(wanted)) {
            LimitGate.close(connection, tenant);
            change(connection, tenant, namespace, wanted);
        }
    }

    private static void change(Connection connection, String tenant, String namespace, Map<String, Declared> wanted)
            throws SQLException {
        Map<String, Declared> before = declared(connection, tenant, namespace);
        Set<String> added = minus(wanted.keySet(), before.keySet());
        Array renewed = array(connection, union(added, minus(before.keySet(), wanted.keySet())));
        if (!added.isEmpty()) {
            Statements.list(connection, LOCK_LIVE, _ -> true, tenant, namespace, namespace, namespace);
        }
        List<Scope> scopes = Statements.list(
                connection,
                LOCK_USES,
                Scope::read,
                tenant,
                namespace,
                array(connection, union(before.keySet(), wanted.keySet())));
        Statements.update(connection, RELEASE, tenant, namespace, renewed);
        for (String table : List.of("queue_woken", "concurrency_slot", "concurrency_use", "concurrency_limit")) {
            Statements.update(connection, "DELETE FROM " + table + OF_LIMITS, tenant, namespace, renewed);
        }
        for (var each : wanted.entrySet()) {
            Declared limit = each.getValue();
            Statements.update(connection, WRITE, tenant, namespace, each.getKey(), limit.running(), limit.whenFull());
        }
        if (!added.isEmpty()) {
            Statements.update(
                    connection,
                    COUNT_LIVE,
                    tenant,
                    namespace,
                    namespace,
                    namespace,
                    namespace,
                    array(connection, added));
        }
        SlotRows.wake(connection, scopes);
    }

    private static Map<String, Declared> declared(Connection connection, String tenant, String namespace)
            throws SQLException {
        return Statements.list(
                        connection,
                        SELECT,
                        row -> Map.entry(
                                row.getString("per"), new Declared(row.getInt("running"), row.getString("when_full"))),
                        tenant,
                        namespace)
                .stream()
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Array array(Connection connection, Set<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
    }

    private static Set<String> minus(Set<String> from, Set<String> less) {
        Set<String> rest = new HashSet<>(from);
        rest.removeAll(less);
        return rest;
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        Set<String> all = new HashSet<>(one);
        all.addAll(other);
        return all;
    }
}
