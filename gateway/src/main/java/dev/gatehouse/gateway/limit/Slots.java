package dev.gatehouse.gateway.limit;

import static dev.gatehouse.gateway.database.Column.text;
import static dev.gatehouse.gateway.database.Column.uuid;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.partitioningBy;

import dev.gatehouse.gateway.database.Column;
import dev.gatehouse.gateway.limit.SlotRows.Blocked;
import dev.gatehouse.gateway.limit.SlotRows.Slot;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Slots of concurrency limits, in the transactions of those that move executions. An execution has a slot of each limit
 * that covers it from its claim until its attempt is over; where one has none left, it is blocked: it waits outside the
 * queue for that one. When somebody frees a slot, it is woken: it is back in the queue, and has the slot once a worker
 * claims it. So no slot waits for a worker.
 */
public final class Slots {
    /** The same condition is where a claim finds out that its execution is limited at all. */
    private static final String WANTED = """
            SELECT c.tenant, c.namespace, c.per,
                   CASE c.per WHEN 'job' THEN a.job_namespace || '/' || a.job_name
                              WHEN 'subject' THEN a.subject_id::text ELSE '' END AS key,
                   c.running, a.id, s.execution_id IS NOT NULL AS held
            FROM unnest(?::text[], ?::uuid[], ?::text[], ?::text[], ?::uuid[])
                AS a (tenant, id, job_namespace, job_name, subject_id)
            JOIN concurrency_limit c ON c.tenant = a.tenant AND
                (c.namespace = 'root' OR c.namespace = a.job_namespace
                 OR starts_with(a.job_namespace, c.namespace || '.'))
            LEFT JOIN concurrency_slot s ON s.tenant = a.tenant AND s.execution_id = a.id
                AND s.namespace = c.namespace AND s.per = c.per
            ORDER BY c.namespace, c.per""";

    private static final List<Column<Candidate>> COLUMNS = List.of(
            text(candidate -> candidate.start().tenant()),
            uuid(Candidate::execution),
            text(candidate -> candidate.start().job().namespace().path()),
            text(candidate -> candidate.start().job().name()),
            uuid(candidate -> candidate.start().subject()));

    private Slots() {}

    /** A queued execution that a limit covers and that is about to be claimed; its row is locked. */
    public record Candidate(UUID execution, String group, Start start) {}

    private record Wanted(Scope scope, int running, UUID execution, boolean held) {}

    /** Which candidates may be claimed, and the slots that they need for it. */
    public static final class Admission {
        private final Set<UUID> admitted;
        private final List<Slot> needed;
        private final List<Scope> passedOver;

        private Admission(Set<UUID> admitted, List<Slot> needed, List<Scope> passedOver) {
            this.admitted = Set.copyOf(admitted);
            this.needed = List.copyOf(needed);
            this.passedOver = List.copyOf(passedOver);
        }

        public boolean includes(UUID execution) {
            return admitted.contains(execution);
        }

        /** Whether some of the candidates may not be claimed. */
        public boolean hasBlocked() {
            return !passedOver.isEmpty();
        }

        /** Takes the slots of those that were claimed indeed; what the others were offered is offered to others. */
        public void take(Connection connection, Set<UUID> claimed) throws SQLException {
            Map<Boolean, List<Slot>> slots =
                    needed.stream().collect(partitioningBy(slot -> claimed.contains(slot.execution())));
            SlotRows.take(connection, slots.getOrDefault(true, List.of()));
            SlotRows.wake(
                    connection,
                    Stream.concat(
                                    passedOver.stream(),
                                    slots.getOrDefault(false, List.of()).stream()
                                            .map(Slot::scope))
                            .toList());
        }
    }

    /**
     * The tenants for which something may be claimed in this transaction, because their limits stay as they are until it
     * ends. One whose limits are being changed at this moment is missing; its workers ask again. It is the first statement.
     */
    public static Set<String> claimable(Connection connection, Collection<String> tenants) throws SQLException {
        return LimitGate.pass(connection, tenants);
    }

    /** Admits candidates in their order while every limit has a slot for them; the others are blocked from now on. */
    public static Admission admit(Connection connection, List<Candidate> candidates) throws SQLException {
        List<Wanted> all = Statements.list(
                connection,
                WANTED,
                COLUMNS,
                candidates,
                row -> new Wanted(
                        Scope.read(row),
                        row.getInt("running"),
                        row.getObject("id", UUID.class),
                        row.getBoolean("held")));
        Map<Scope, Integer> used = new HashMap<>(
                SlotRows.lock(connection, all.stream().map(Wanted::scope).toList()));
        Map<UUID, List<Wanted>> wanted = all.stream().collect(groupingBy(Wanted::execution));
        Set<UUID> admitted = new HashSet<>();
        List<Slot> needed = new ArrayList<>();
        List<Blocked> blocked = new ArrayList<>();
        List<Scope> passedOver = new ArrayList<>();
        for (Candidate candidate : candidates) {
            List<Wanted> missing = wanted.getOrDefault(candidate.execution(), List.of()).stream()
                    .filter(each -> !each.held())
                    .toList();
            Optional<Wanted> full = missing.stream()
                    .filter(each -> used.getOrDefault(each.scope(), 0) >= each.running())
                    .findFirst();
            if (full.isPresent()) {
                blocked.add(new Blocked(full.get().scope(), candidate.group(), candidate.execution()));
                missing.forEach(each -> passedOver.add(each.scope()));
            } else {
                admitted.add(candidate.execution());
                missing.forEach(each -> {
                    used.merge(each.scope(), 1, Integer::sum);
                    needed.add(new Slot(each.scope(), each.execution(), false));
                });
            }
        }
        if (!blocked.isEmpty()) {
            SlotRows.block(connection, blocked);
        }
        return new Admission(admitted, needed, passedOver);
    }

    /**
     * Locks what the executions have and wait for, before anything about them changes. Their own rows are locked already;
     * once in a transaction.
     */
    public static void hold(Connection connection, List<Holder> holders) throws SQLException {
        if (!holders.isEmpty()) {
            SlotRows.hold(connection, holders);
        }
    }

    /** Their attempts are over: the slots of their claims go to others. */
    public static void giveBack(Connection connection, List<Holder> holders) throws SQLException {
        if (!holders.isEmpty()) {
            SlotRows.free(connection, holders, false);
        }
    }

    /** They are over, or nobody knows whether they ever begin: all slots go to others. */
    public static void free(Connection connection, List<Holder> holders) throws SQLException {
        if (!holders.isEmpty()) {
            SlotRows.free(connection, holders, true);
        }
    }

    /** Queued ones are over: they wait for no slot any more, and keep nobody waiting for one. */
    public static void leave(Connection connection, List<Holder> holders) throws SQLException {
        if (!holders.isEmpty()) {
            SlotRows.leave(connection, holders);
        }
    }
}
