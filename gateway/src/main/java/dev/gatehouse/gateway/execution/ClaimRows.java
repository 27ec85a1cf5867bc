package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.database.Column.bigint;
import static dev.gatehouse.gateway.database.Column.bool;
import static dev.gatehouse.gateway.database.Column.integer;
import static dev.gatehouse.gateway.database.Column.text;
import static dev.gatehouse.gateway.database.Column.uuid;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import dev.gatehouse.gateway.limit.Slots;
import dev.gatehouse.gateway.limit.Start;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.observability.TraceParent;
import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.Namespace;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What a batch of claims takes from the queue, and what it leaves in the executions' rows. */
final class ClaimRows {
    /** The most executions of one group in one transaction. */
    private static final int MOST = 1_000;

    /**
     * The queue is read in its order and only as far as the claims go, and executions are looked up one by one, whatever
     * the planner believes of the table. So a claim costs the same with a million executions. In maintenance everything
     * stays where it is.
     */
    private static final String PICK = """
            WITH picked AS (
                SELECT q.*
                FROM unnest(?::text[], ?::text[], ?::integer[]) AS wanted (tenant, worker_group, most)
                CROSS JOIN LATERAL (
                    SELECT q.tenant, q.worker_group, q.execution_id, q.priority, q.not_before
                    FROM queue q
                    WHERE q.tenant = wanted.tenant AND q.worker_group = wanted.worker_group AND q.not_before <= now()
                    ORDER BY q.priority DESC, q.not_before, q.execution_id
                    LIMIT wanted.most
                    FOR UPDATE SKIP LOCKED) q
                WHERE NOT EXISTS (SELECT 1 FROM maintenance m
                                   WHERE m.tenant IN (wanted.tenant, 'system') AND m.ended_at IS NULL))
            SELECT p.tenant, p.worker_group, p.execution_id, e.job_namespace, e.job_name, e.subject_id,
                   l.covers IS NOT NULL AS limited
            FROM picked p
            CROSS JOIN LATERAL (
                SELECT e.job_namespace, e.job_name, e.subject_id FROM execution e
                WHERE e.tenant = p.tenant AND e.id = p.execution_id AND e.state = 'QUEUED'
                FOR UPDATE SKIP LOCKED) e
            LEFT JOIN LATERAL (
                SELECT true AS covers FROM concurrency_limit c
                WHERE c.tenant = p.tenant AND (c.namespace = 'root' OR c.namespace = e.job_namespace
                                               OR starts_with(e.job_namespace, c.namespace || '.'))
                LIMIT 1) l ON true
            ORDER BY p.priority DESC, p.not_before, p.execution_id""";

    private static final String LEASE = """
            WITH leased AS (
                UPDATE execution e
                SET state = 'LEASED', state_at = now(), fence = e.fence + 1, session_id = dealt.session,
                    slotted = e.slotted OR dealt.limited, leased_at = now(), missed = 0, missed_at = NULL
                FROM unnest(?::text[], ?::uuid[], ?::uuid[], ?::boolean[]) AS dealt (tenant, id, session, limited)
                WHERE e.tenant = dealt.tenant AND e.id = dealt.id
                  AND EXISTS (SELECT 1 FROM worker_session s
                              WHERE s.tenant = e.tenant AND s.id = dealt.session
                                AND s.ended_at IS NULL AND s.expires_at > now()
                                AND s.draining_at IS NULL)
                RETURNING e.tenant, e.worker_group, e.id, e.fence, e.attempt + 1 AS attempt, e.traceparent),
            taken AS (
                DELETE FROM queue q USING leased l
                WHERE q.tenant = l.tenant AND q.worker_group = l.worker_group AND q.execution_id = l.id)
            SELECT tenant, id, fence, attempt, traceparent FROM leased""";

    /** Waits for a commit that is still under way. */
    private static final String THERE = """
            SELECT e.id FROM unnest(?::text[], ?::uuid[], ?::bigint[], ?::uuid[]) AS dealt (tenant, id, fence, session)
            JOIN execution e ON e.tenant = dealt.tenant AND e.id = dealt.id
            WHERE e.fence = dealt.fence AND e.session_id = dealt.session
            ORDER BY e.tenant, e.id FOR SHARE OF e""";

    private ClaimRows() {}

    record Group(String tenant, String name) {
        static Group of(ClaimCommand command) {
            return new Group(command.session().tenant(), command.session().group());
        }
    }

    /**
     * Locked, with its place in the queue, and nobody's yet.
     *
     * @param limited what limits of concurrency count it as, where any covers it
     */
    record Picked(Group group, ExecutionKey execution, Optional<Slots.Candidate> limited) {}

    record Dealt(ExecutionKey execution, WorkerSession session, boolean limited) {}

    record Leased(ExecutionKey execution, long fence, UUID session) {}

    /** The first of each group's queue, as many as all its sessions want, the most urgent first. */
    static List<Picked> pick(Connection connection, List<ClaimCommand> commands) throws SQLException {
        Map<Group, List<ClaimCommand>> groups = commands.stream().collect(groupingBy(Group::of));
        return Sql.ofColumns(
                        connection,
                        PICK,
                        List.copyOf(groups.entrySet()),
                        text(group -> group.getKey().tenant()),
                        text(group -> group.getKey().name()),
                        integer(group -> Math.min(
                                MOST,
                                group.getValue().stream()
                                        .mapToInt(ClaimCommand::max)
                                        .sum())))
                .list(ClaimRows::picked);
    }

    private static Picked picked(ResultSet row) throws SQLException {
        var group = new Group(row.getString("tenant"), row.getString("worker_group"));
        UUID id = row.getObject("execution_id", UUID.class);
        return new Picked(
                group,
                new ExecutionKey(group.tenant(), new ExecutionId(id)),
                row.getBoolean("limited") ? Optional.of(candidate(row, group, id)) : Optional.empty());
    }

    private static Slots.Candidate candidate(ResultSet row, Group group, UUID id) throws SQLException {
        var job = new JobName(new Namespace(row.getString("job_namespace")), row.getString("job_name"));
        return new Slots.Candidate(
                id, group.name(), new Start(group.tenant(), job, row.getObject("subject_id", UUID.class)));
    }

    /** Leases them, except to a session that is over. */
    static Map<ExecutionKey, Claimed> lease(Connection connection, List<Dealt> dealt) throws SQLException {
        record Row(ExecutionKey execution, Claimed claimed) {}
        return Sql.ofColumns(
                        connection,
                        LEASE,
                        dealt,
                        text(each -> each.execution().tenant()),
                        uuid(each -> each.execution().id().value()),
                        uuid(each -> each.session().id()),
                        bool(Dealt::limited))
                .list(row -> {
                    var id = new ExecutionId(row.getObject("id", UUID.class));
                    return new Row(
                            new ExecutionKey(row.getString("tenant"), id),
                            new Claimed(
                                    new Lease(id, row.getLong("fence")),
                                    row.getInt("attempt"),
                                    Sql.text(row, "traceparent").flatMap(TraceParent::parse)));
                })
                .stream()
                .collect(toMap(Row::execution, Row::claimed));
    }

    /** Whether leases were committed: if one is there, all are. */
    static boolean areThere(Connection connection, List<Leased> leased) throws SQLException {
        return Sql.ofColumns(
                        connection,
                        THERE,
                        leased,
                        text(each -> each.execution().tenant()),
                        uuid(each -> each.execution().id().value()),
                        bigint(Leased::fence),
                        uuid(Leased::session))
                .exists();
    }
}
