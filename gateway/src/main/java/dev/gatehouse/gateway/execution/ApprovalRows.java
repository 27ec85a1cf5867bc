package dev.gatehouse.gateway.execution;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.gatehouse.audit.ExecutionEvent.ApprovalVoted.Vote;
import dev.gatehouse.gateway.database.Column;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Rule;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Reads approvals with their rules and votes. */
final class ApprovalRows {
    private static final String APPROVALS = """
            SELECT a.tenant, a.id, a.execution_id, e.decision_id, e.job_revision, a.digest, a.requested_at, a.expires_at, a.outcome,
                   a.decided_at, now() < a.expires_at AS in_time, e.job_namespace, e.job_name, e.subject_id,
                   e.impersonator_id, s.name AS subject_name, (q.body -> 'subject' ->> 'token')::uuid AS token
              FROM approval a
              JOIN execution e ON e.tenant = a.tenant AND e.id = a.execution_id
              JOIN subject s ON s.tenant = e.tenant AND s.id = e.subject_id
              LEFT JOIN question q ON q.tenant = e.tenant AND q.id = e.decision_id
             WHERE a.tenant = ? AND
            """;

    private static final String RULES = """
            SELECT approval_id, rule_id, revision, name, message, groups, count FROM approval_rule
             WHERE tenant = ? AND approval_id = ANY (?::uuid[]) ORDER BY name""";

    private static final String VOTES = """
            SELECT v.approval_id, v.id, v.subject_id, s.name, v.epoch, v.vote, v.rules, v.comment, v.at,
                   v.void_at IS NULL AND s.active AND s.epoch = v.epoch AS stands
              FROM approval_vote v JOIN subject s ON s.tenant = v.tenant AND s.id = v.subject_id
             WHERE v.tenant = ? AND v.approval_id = ANY (?::uuid[]) ORDER BY v.id""";

    private static final String GUARDRAIL = "guardrail";

    private ApprovalRows() {}

    private record RuleOf(UUID approval, StoredApproval.Wanted wanted) {}

    private record VoteIn(UUID approval, StoredApproval.Cast cast) {}

    /** The tenant's approval of that id. */
    static Optional<StoredApproval> find(Connection connection, String tenant, UUID id) throws SQLException {
        return list(connection, tenant, "a.id = ?", id).stream().findFirst();
    }

    /**
     * Those of the tenant for which a condition on {@code a} and {@code e} holds.
     *
     * @param condition with whatever orders and bounds them
     */
    static List<StoredApproval> list(Connection connection, String tenant, String condition, Object... values)
            throws SQLException {
        Object[] all = Stream.concat(Stream.of(tenant), Stream.of(values)).toArray();
        List<StoredApproval> heads =
                Sql.of(connection, APPROVALS + condition, all).list(ApprovalRows::head);
        if (heads.isEmpty()) {
            return List.of();
        }
        Object named = Column.uuid(StoredApproval::id).of(connection, heads);
        Map<UUID, List<StoredApproval.Wanted>> rules = Sql.of(connection, RULES, tenant, named)
                .list(row -> new RuleOf(row.getObject("approval_id", UUID.class), rule(row)))
                .stream()
                .collect(groupingBy(RuleOf::approval, mapping(RuleOf::wanted, toList())));
        Map<UUID, List<StoredApproval.Cast>> votes = Sql.of(connection, VOTES, tenant, named)
                .list(row -> new VoteIn(row.getObject("approval_id", UUID.class), vote(row)))
                .stream()
                .collect(groupingBy(VoteIn::approval, mapping(VoteIn::cast, toList())));
        return heads.stream()
                .map(head ->
                        head.with(rules.getOrDefault(head.id(), List.of()), votes.getOrDefault(head.id(), List.of())))
                .toList();
    }

    /** One without its rules and votes. */
    private static StoredApproval head(ResultSet row) throws SQLException {
        return new StoredApproval(
                row.getString("tenant"),
                row.getObject("id", UUID.class),
                new ExecutionId(row.getObject("execution_id", UUID.class)),
                new JobName(new Namespace(row.getString("job_namespace")), row.getString("job_name")),
                row.getLong("job_revision"),
                new StoredApproval.Asker(
                        row.getObject("subject_id", UUID.class),
                        row.getString("subject_name"),
                        Sql.value(row, "impersonator_id", UUID.class),
                        Sql.value(row, "token", UUID.class)),
                row.getObject("decision_id", UUID.class),
                row.getString("digest"),
                Sql.instant(row, "requested_at").orElseThrow(),
                Sql.instant(row, "expires_at").orElseThrow(),
                row.getBoolean("in_time"),
                Sql.text(row, "outcome").map(text -> StoredApproval.Outcome.valueOf(text.toUpperCase(Locale.ROOT))),
                Sql.instant(row, "decided_at"),
                List.of(),
                List.of());
    }

    private static StoredApproval.Wanted rule(ResultSet row) throws SQLException {
        return new StoredApproval.Wanted(
                new Rule(GUARDRAIL, row.getObject("rule_id", UUID.class), row.getLong("revision")),
                row.getString("name"),
                row.getString("message"),
                ids(row, "groups"),
                row.getInt("count"));
    }

    private static StoredApproval.Cast vote(ResultSet row) throws SQLException {
        return new StoredApproval.Cast(
                row.getObject("id", UUID.class),
                row.getObject("subject_id", UUID.class),
                row.getString("name"),
                row.getLong("epoch"),
                Vote.valueOf(row.getString("vote").toUpperCase(Locale.ROOT)),
                ids(row, "rules"),
                row.getString("comment"),
                Sql.instant(row, "at").orElseThrow(),
                row.getBoolean("stands"));
    }

    private static Set<UUID> ids(ResultSet row, String column) throws SQLException {
        return Set.of((UUID[]) row.getArray(column).getArray());
    }
}
