package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Whether one more may wait: for a worker group, or for people who approve it. These limits protect the database and the
 * waiting, so {@link RoughCounts} do. Thread-safe.
 */
@Singleton
final class QueueRoom {
    private static final Duration WORKERS_TAKE = Duration.ofSeconds(10);
    private static final Duration PEOPLE_TAKE = Duration.ofMinutes(1);

    private static final String WAITING = """
            SELECT count(*) FROM (
                (SELECT 1 FROM queue WHERE tenant = ? AND worker_group = ? LIMIT ?)
                UNION ALL
                (SELECT 1 FROM queue_blocked WHERE tenant = ? AND worker_group = ? LIMIT ?)) AS waiting""";

    private static final String UNAPPROVED = """
            SELECT count(*) FROM (SELECT 1 FROM approval WHERE tenant = ? AND outcome IS NULL LIMIT ?) AS waiting""";

    private final RoughCounts<Group> waiting;
    private final RoughCounts<String> unapproved;

    QueueRoom(Transactions transactions, InstantSource clock, ExecutionConfig config) {
        int queue = config.queueLimit();
        int approvals = config.approvalLimit();
        this.waiting = new RoughCounts<>(
                clock,
                queue,
                group -> count(
                        transactions,
                        WAITING,
                        group.tenant(),
                        group.name(),
                        queue,
                        group.tenant(),
                        group.name(),
                        queue));
        this.unapproved =
                new RoughCounts<>(clock, approvals, tenant -> count(transactions, UNAPPROVED, tenant, approvals));
    }

    private record Group(String tenant, String name) {}

    private static int count(Transactions transactions, String sql, Object... values) {
        return transactions.run(connection ->
                Sql.of(connection, sql, values).first(row -> row.getInt(1)).orElse(0));
    }

    /** Ends the request with 429 when the group's queue is full. */
    void require(String tenant, String group) {
        if (waiting.isFull(new Group(tenant, group))) {
            throw new ProblemException(
                    Problem.of(429, "queue_full", "Too many executions wait for this worker group. Try again later.")
                            .withRetryAfter(WORKERS_TAKE));
        }
    }

    /** Ends the request with 429 when as many of the tenant's executions await approval as may. */
    void requireForApproval(String tenant) {
        if (unapproved.isFull(tenant)) {
            throw new ProblemException(Problem.of(
                            429,
                            "approvals_full",
                            "Too many executions of this tenant await approval. Have some of them approved, rejected or"
                                    + " cancelled, and try again.")
                    .withRetryAfter(PEOPLE_TAKE));
        }
    }
}
