package dev.gatehouse.gateway.limit;

import dev.gatehouse.gateway.limit.Limit.Concurrency;
import dev.gatehouse.gateway.limit.Limit.Quota;
import dev.gatehouse.gateway.limit.Limit.WhenFull;
import dev.gatehouse.gateway.limit.QuotaRows.Counter;
import dev.gatehouse.gateway.limit.SlotRows.Slot;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The limits that an acceptance holds to: quotas, and concurrency limits that reject. They are counted in its own
 * transaction, so exactly as many are accepted as may be, and what is not accepted is not counted.
 */
public final class AcceptanceLimits {
    /** When somebody is to come again where nobody knows when an execution ends. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private AcceptanceLimits() {}

    /**
     * An execution about to be accepted.
     *
     * @param limits of its tenant
     * @param waits whether people have to approve it first: until then it takes no slot
     */
    public record Candidate(UUID execution, Start start, Limits limits, boolean waits) {
        public Candidate {
            limits = limits.covering(start.job().namespace());
        }

        private List<Concurrency> rejecting() {
            return limits.concurrency().stream()
                    .filter(limit -> limit.whenFull() == WhenFull.REJECT && !waits)
                    .toList();
        }

        private Counter counter(Quota quota, Instant now) {
            return new Counter(Scope.of(quota, start), Window.at(now, quota.window()));
        }
    }

    /** Counts the candidates, in their order; those that a limit has no room for, each with that limit, are not counted. */
    public static Map<UUID, LimitReached> take(Connection connection, List<Candidate> candidates) throws SQLException {
        List<Candidate> limited = candidates.stream()
                .filter(each ->
                        !each.rejecting().isEmpty() || !each.limits().quotas().isEmpty())
                .toList();
        if (limited.isEmpty()) {
            return Map.of();
        }
        Instant now = QuotaRows.now(connection);
        var room = Room.locked(connection, limited, now);
        Map<UUID, LimitReached> reached = new HashMap<>();
        for (Candidate candidate : limited) {
            Optional<LimitReached> full = room.reached(candidate);
            full.ifPresentOrElse(limit -> reached.put(candidate.execution(), limit), () -> room.take(candidate));
        }
        room.write(connection);
        return Map.copyOf(reached);
    }

    /** What is left of the limits, while their counters are locked. Confined to one transaction. */
    private static final class Room {
        private final Instant now;
        private final Map<Scope, Integer> running;
        private final Map<Counter, Long> accepted;
        private final List<Slot> slots = new ArrayList<>();
        private final Set<Counter> counted = new HashSet<>();

        private Room(Instant now, Map<Scope, Integer> running, Map<Counter, Long> accepted) {
            this.now = now;
            this.running = new HashMap<>(running);
            this.accepted = new HashMap<>(accepted);
        }

        static Room locked(Connection connection, List<Candidate> candidates, Instant now) throws SQLException {
            List<Scope> scopes = candidates.stream()
                    .flatMap(each -> each.rejecting().stream().map(limit -> Scope.of(limit, each.start())))
                    .toList();
            List<Counter> counters = candidates.stream()
                    .flatMap(each -> each.limits().quotas().stream().map(quota -> each.counter(quota, now)))
                    .toList();
            return new Room(now, SlotRows.lock(connection, scopes), QuotaRows.lock(connection, counters));
        }

        Optional<LimitReached> reached(Candidate candidate) {
            Optional<LimitReached> full = candidate.rejecting().stream()
                    .filter(limit -> used(Scope.of(limit, candidate.start())) >= limit.running())
                    .findFirst()
                    .map(limit -> new LimitReached(limit.name(), SOON));
            return full.or(() -> candidate.limits().quotas().stream()
                    .filter(quota -> accepted.getOrDefault(candidate.counter(quota, now), 0L) >= quota.count())
                    .findFirst()
                    .map(quota -> new LimitReached(
                            quota.name(), Window.at(now, quota.window()).left(now))));
        }

        private int used(Scope scope) {
            return running.getOrDefault(scope, 0);
        }

        void take(Candidate candidate) {
            candidate.rejecting().forEach(limit -> {
                Scope scope = Scope.of(limit, candidate.start());
                running.merge(scope, 1, Integer::sum);
                slots.add(new Slot(scope, candidate.execution(), true));
            });
            candidate.limits().quotas().forEach(quota -> {
                Counter counter = candidate.counter(quota, now);
                accepted.merge(counter, 1L, Long::sum);
                counted.add(counter);
            });
        }

        void write(Connection connection) throws SQLException {
            SlotRows.take(connection, slots);
            accepted.keySet().retainAll(counted);
            QuotaRows.write(connection, accepted);
        }
    }
}
