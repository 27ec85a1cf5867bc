package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * How many executions wait for a worker group, counted at most once a second, and less often the more room there is: the
 * limit protects the database and the waiting, and need not be exact. Thread-safe.
 */
@Singleton
final class QueueRoom {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    /** More than all gateways of an installation accept in a second. */
    private static final int FILLED_PER_SECOND = 10_000;

    private static final int MAX_GROUPS = 10_000;

    private static final String COUNT = """
            SELECT count(*) FROM (
                (SELECT 1 FROM queue WHERE tenant = ? AND worker_group = ? LIMIT ?)
                UNION ALL
                (SELECT 1 FROM queue_blocked WHERE tenant = ? AND worker_group = ? LIMIT ?)) AS waiting""";

    private final Transactions transactions;
    private final InstantSource clock;
    private final int limit;
    private final ConcurrentMap<Group, Count> counts = new ConcurrentHashMap<>();

    QueueRoom(Transactions transactions, InstantSource clock, ExecutionConfig config) {
        this.transactions = transactions;
        this.clock = clock;
        this.limit = config.queueLimit();
    }

    private record Group(String tenant, String name) {}

    private record Count(int waiting, Instant at) {
        /** Known until the room that was left may have been filled. */
        boolean holds(int limit, Instant now) {
            Duration filled = Duration.ofSeconds((limit - waiting) / FILLED_PER_SECOND);
            Duration known =
                    filled.compareTo(LONGEST) > 0 ? LONGEST : filled.compareTo(SHORTEST) < 0 ? SHORTEST : filled;
            return Duration.between(at, now).abs().compareTo(known) < 0;
        }
    }

    /** Ends the request with 429 when the group's queue is full. */
    void require(String tenant, String group) {
        if (waiting(new Group(tenant, group)) >= limit) {
            throw new ProblemException(
                    Problem.of(429, "queue_full", "Too many executions wait for this worker group. Try again later.")
                            .withRetryAfter(Duration.ofSeconds(10)));
        }
    }

    private int waiting(Group group) {
        Instant now = clock.instant();
        Count known = counts.get(group);
        if (known != null && known.holds(limit, now)) {
            return known.waiting();
        }
        if (known != null && !counts.replace(group, known, new Count(known.waiting(), now))) {
            // Somebody else counts just now.
            return known.waiting();
        }
        int waiting = transactions.run(connection -> Sql.of(
                        connection, COUNT, group.tenant(), group.name(), limit, group.tenant(), group.name(), limit)
                .first(row -> row.getInt(1))
                .orElse(0));
        if (counts.size() > MAX_GROUPS) {
            counts.clear();
        }
        counts.put(group, new Count(waiting, now));
        return waiting;
    }
}
