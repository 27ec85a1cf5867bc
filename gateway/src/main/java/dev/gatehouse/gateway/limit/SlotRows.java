package dev.gatehouse.gateway.limit;

import static dev.gatehouse.gateway.database.Column.bool;
import static dev.gatehouse.gateway.database.Column.text;
import static dev.gatehouse.gateway.database.Column.uuid;
import static java.util.stream.Collectors.toMap;

import dev.gatehouse.gateway.database.Column;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The rows of slots. A scope's use is locked before anything of the scope changes, and all scopes of a transaction are
 * locked at once and in one order, after its executions: so nobody waits for a slot in a circle, and no slot is freed
 * unseen by who is just being blocked.
 */
final class SlotRows {
    private static final String LOCK = """
            INSERT INTO concurrency_use (tenant, namespace, per, key, used)
            SELECT tenant, namespace, per, key, 0
            FROM unnest(?::text[], ?::text[], ?::text[], ?::text[]) AS scope (tenant, namespace, per, key)
            ORDER BY tenant, namespace, per, key
            ON CONFLICT (tenant, namespace, per, key) DO UPDATE SET used = concurrency_use.used
            RETURNING tenant, namespace, per, key, used""";

    private static final String HOLD = """
            WITH named AS (SELECT * FROM unnest(?::text[], ?::uuid[]) AS named (tenant, id))
            SELECT 1 FROM concurrency_use u
            WHERE (u.tenant, u.namespace, u.per, u.key) IN (
                SELECT s.tenant, s.namespace, s.per, s.key FROM named
                JOIN concurrency_slot s ON s.tenant = named.tenant AND s.execution_id = named.id
                UNION ALL
                SELECT b.tenant, b.namespace, b.per, b.key FROM named
                JOIN queue_blocked b ON b.tenant = named.tenant AND b.execution_id = named.id
                UNION ALL
                SELECT w.tenant, w.namespace, w.per, w.key FROM named
                JOIN queue_woken w ON w.tenant = named.tenant AND w.execution_id = named.id)
            ORDER BY u.tenant, u.namespace, u.per, u.key FOR UPDATE OF u""";

    /** Whoever has one was woken for it, if it had to wait. */
    private static final String TAKE = """
            WITH taken AS (
                SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::uuid[], ?::boolean[])
                    AS taken (tenant, namespace, per, key, execution_id, at_acceptance)),
            begun AS (
                DELETE FROM queue_woken w USING taken t WHERE w.tenant = t.tenant AND w.execution_id = t.execution_id),
            counted AS (
                UPDATE concurrency_use u SET used = u.used + t.slots
                FROM (SELECT tenant, namespace, per, key, count(*) AS slots FROM taken GROUP BY 1, 2, 3, 4) t
                WHERE u.tenant = t.tenant AND u.namespace = t.namespace AND u.per = t.per AND u.key = t.key)
            INSERT INTO concurrency_slot (tenant, execution_id, namespace, per, key, at_acceptance)
            SELECT tenant, execution_id, namespace, per, key, at_acceptance FROM taken""";

    private static final String FREE = """
            WITH freed AS (
                DELETE FROM concurrency_slot s USING unnest(?::text[], ?::uuid[]) AS named (tenant, id)
                WHERE s.tenant = named.tenant AND s.execution_id = named.id %s
                RETURNING s.tenant, s.namespace, s.per, s.key)
            UPDATE concurrency_use u SET used = u.used - f.slots
            FROM (SELECT tenant, namespace, per, key, count(*) AS slots FROM freed GROUP BY 1, 2, 3, 4) f
            WHERE u.tenant = f.tenant AND u.namespace = f.namespace AND u.per = f.per AND u.key = f.key
            RETURNING u.tenant, u.namespace, u.per, u.key""";

    private static final String FREE_ALL = FREE.formatted("");

    /** But for those that the acceptance took, which stay until the end. */
    private static final String FREE_CLAIMED = FREE.formatted("AND NOT s.at_acceptance");

    private static final String BLOCK = """
            WITH blocked AS (
                SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::uuid[])
                    AS blocked (tenant, namespace, per, key, worker_group, execution_id)),
            woken AS (
                DELETE FROM queue_woken w USING blocked b WHERE w.tenant = b.tenant AND w.execution_id = b.execution_id),
            gone AS (
                DELETE FROM queue q USING blocked b
                WHERE q.tenant = b.tenant AND q.worker_group = b.worker_group AND q.execution_id = b.execution_id
                RETURNING q.tenant, q.execution_id, q.priority)
            INSERT INTO queue_blocked (tenant, execution_id, worker_group, priority, accepted_at, namespace, per, key)
            SELECT b.tenant, b.execution_id, b.worker_group, gone.priority, e.accepted_at, b.namespace, b.per, b.key
            FROM gone
            JOIN blocked b ON b.tenant = gone.tenant AND b.execution_id = gone.execution_id
            JOIN execution e ON e.tenant = gone.tenant AND e.id = gone.execution_id""";

    /**
     * Of each worker group as many as the limit has slots left, those counted that are woken already: whichever group has a
     * worker for one of them takes the slot, and none can keep it from the others. They are before all in the queue that
     * were accepted later. The recursion hops from one group to the next one in the index.
     */
    private static final String WAKE = """
            WITH RECURSIVE room AS (
                SELECT u.tenant, u.namespace, u.per, u.key, l.running - u.used AS slots
                FROM unnest(?::text[], ?::text[], ?::text[], ?::text[]) AS scope (tenant, namespace, per, key)
                JOIN concurrency_use u USING (tenant, namespace, per, key)
                JOIN concurrency_limit l USING (tenant, namespace, per)
                WHERE l.running > u.used),
            waiting AS (
                SELECT room.*, (SELECT min(b.worker_group) FROM queue_blocked b
                                WHERE b.tenant = room.tenant AND b.namespace = room.namespace AND b.per = room.per
                                  AND b.key = room.key) AS worker_group
                FROM room
                UNION ALL
                SELECT w.tenant, w.namespace, w.per, w.key, w.slots,
                       (SELECT min(b.worker_group) FROM queue_blocked b
                        WHERE b.tenant = w.tenant AND b.namespace = w.namespace AND b.per = w.per AND b.key = w.key
                          AND b.worker_group > w.worker_group)
                FROM waiting w WHERE w.worker_group IS NOT NULL),
            woken AS (
                SELECT b.* FROM waiting
                CROSS JOIN LATERAL (
                    SELECT count(*) AS before FROM (
                        SELECT 1 FROM queue_woken w
                        JOIN queue q ON q.tenant = w.tenant AND q.worker_group = w.worker_group
                                    AND q.execution_id = w.execution_id
                        WHERE w.tenant = waiting.tenant AND w.namespace = waiting.namespace AND w.per = waiting.per
                          AND w.key = waiting.key AND w.worker_group = waiting.worker_group
                        LIMIT waiting.slots) AS w) AS w
                CROSS JOIN LATERAL (
                    SELECT b.* FROM queue_blocked b
                    WHERE b.tenant = waiting.tenant AND b.namespace = waiting.namespace AND b.per = waiting.per
                      AND b.key = waiting.key AND b.worker_group = waiting.worker_group
                    ORDER BY b.priority DESC, b.accepted_at, b.execution_id
                    LIMIT waiting.slots - w.before) AS b),
            gone AS (
                DELETE FROM queue_blocked b USING woken w
                WHERE b.tenant = w.tenant AND b.execution_id = w.execution_id),
            noted AS (
                INSERT INTO queue_woken (tenant, execution_id, worker_group, namespace, per, key)
                SELECT tenant, execution_id, worker_group, namespace, per, key FROM woken
                ON CONFLICT (tenant, execution_id) DO UPDATE
                    SET worker_group = excluded.worker_group, namespace = excluded.namespace, per = excluded.per,
                        key = excluded.key)
            INSERT INTO queue (tenant, worker_group, execution_id, priority, not_before)
            SELECT tenant, worker_group, execution_id, priority, accepted_at FROM woken""";

    private static final String LEAVE = """
            WITH ended AS (SELECT * FROM unnest(?::text[], ?::uuid[]) AS ended (tenant, id)),
            blocked AS (
                DELETE FROM queue_blocked b USING ended WHERE b.tenant = ended.tenant AND b.execution_id = ended.id)
            DELETE FROM queue_woken w USING ended WHERE w.tenant = ended.tenant AND w.execution_id = ended.id
            RETURNING w.tenant, w.namespace, w.per, w.key""";

    private static final List<Column<Scope>> SCOPES = Scope.columns(scope -> scope);

    private SlotRows() {}

    /** One slot, taken or wanted. */
    record Slot(Scope scope, UUID execution, boolean atAcceptance) {}

    /** One execution, and a scope that has no slot for it. */
    record Blocked(Scope scope, String group, UUID execution) {}

    /** Locks the scopes, and answers how many slots of each are taken. */
    static Map<Scope, Integer> lock(Connection connection, Collection<Scope> scopes) throws SQLException {
        record Use(Scope scope, int used) {}
        return scopes.isEmpty()
                ? Map.of()
                : Statements.list(
                                connection,
                                LOCK,
                                SCOPES,
                                scopes.stream().distinct().toList(),
                                row -> new Use(Scope.read(row), row.getInt("used")))
                        .stream()
                        .collect(toMap(Use::scope, Use::used));
    }

    /** Locks the scopes in which the executions have slots, wait for one or are woken. */
    static void hold(Connection connection, List<Holder> holders) throws SQLException {
        Statements.list(connection, HOLD, Holder.COLUMNS, holders, _ -> true);
    }

    static void take(Connection connection, List<Slot> slots) throws SQLException {
        if (!slots.isEmpty()) {
            Statements.update(
                    connection,
                    TAKE,
                    Scope.columns(Slot::scope, uuid(Slot::execution), bool(Slot::atAcceptance)),
                    slots);
        }
    }

    /** Frees the slots that the executions have, and wakes those that wait for them. */
    static void free(Connection connection, List<Holder> holders, boolean all) throws SQLException {
        List<Scope> freed =
                Statements.list(connection, all ? FREE_ALL : FREE_CLAIMED, Holder.COLUMNS, holders, Scope::read);
        wake(connection, freed);
    }

    /** Wakes those that wait for what slots there are, of each worker group the most urgent first, then the oldest. */
    static void wake(Connection connection, Collection<Scope> scopes) throws SQLException {
        if (!scopes.isEmpty()) {
            Statements.update(
                    connection, WAKE, SCOPES, scopes.stream().distinct().toList());
        }
    }

    /** Takes them out of the queue, until there is a slot. */
    static void block(Connection connection, List<Blocked> blocked) throws SQLException {
        Statements.update(
                connection,
                BLOCK,
                Scope.columns(Blocked::scope, text(Blocked::group), uuid(Blocked::execution)),
                blocked);
    }

    /** They wait no more; others are woken in place of those that were. */
    static void leave(Connection connection, List<Holder> holders) throws SQLException {
        wake(connection, Statements.list(connection, LEAVE, Holder.COLUMNS, holders, Scope::read));
    }
}
