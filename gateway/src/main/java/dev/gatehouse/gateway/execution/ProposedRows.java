package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.database.Column.bigint;
import static dev.gatehouse.gateway.database.Column.integer;
import static dev.gatehouse.gateway.database.Column.text;
import static dev.gatehouse.gateway.database.Column.uuid;

import dev.gatehouse.audit.ExecutionEvent.ApprovalRequested;
import dev.gatehouse.audit.JobPin;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.audit.NumberedEvent;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.policy.ApprovalRule;
import dev.gatehouse.policy.JobReference;
import dev.gatehouse.policy.ProposePermit;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What executions that wait for people are in the database, beside their own rows: the approval, the rules that want it, the
 * calls that these want made, the event.
 */
@Singleton
final class ProposedRows {
    private static final String APPROVALS = """
            INSERT INTO approval (tenant, id, execution_id, decision_id, digest, expires_at)
            SELECT tenant, id, execution_id, decision_id, digest, now() + wait_ms * interval '1 millisecond'
              FROM unnest(?::text[], ?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::bigint[])
                AS proposed (tenant, id, execution_id, decision_id, digest, wait_ms)""";

    private static final String RULES = """
            INSERT INTO approval_rule (tenant, approval_id, rule_id, revision, name, message, groups, count)
            SELECT tenant, approval_id, rule_id, revision, name, message, groups::uuid[], count
              FROM unnest(?::text[], ?::uuid[], ?::uuid[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::integer[])
                AS wanted (tenant, approval_id, rule_id, revision, name, message, groups, count)""";

    /** The address is that of the very revision that wants the approval. */
    private static final String NOTICES = """
            INSERT INTO approval_notice (tenant, id, approval_id, rule_id, url)
            SELECT r.tenant, gen_random_uuid(), r.approval_id, r.rule_id, v.spec -> 'approval' ->> 'notify'
              FROM unnest(?::text[], ?::uuid[]) AS proposed (tenant, id)
              JOIN approval_rule r ON r.tenant = proposed.tenant AND r.approval_id = proposed.id
              JOIN resource_revision v ON v.tenant = r.tenant AND v.id = r.rule_id AND v.revision = r.revision
             WHERE v.spec -> 'approval' ->> 'notify' IS NOT NULL""";

    private final ApprovalDigest digest;
    private final Supplier<UUID> ids;
    private final AuditTrail trail;

    ProposedRows(ApprovalDigest digest, Supplier<UUID> ids, AuditTrail trail) {
        this.digest = digest;
        this.ids = ids;
        this.trail = trail;
    }

    /**
     * One of many.
     *
     * @param n of its event, which the execution's row counts already
     */
    record Numbered(Proposal proposal, int n) {}

    private record Wanted(Proposal proposal, ApprovalRule rule) {}

    /** What the request proposes; nothing where it needs nobody's approval. */
    Optional<Proposal> of(AcceptCommand command) {
        return switch (command.leave()) {
            case Leave.ToSubmit _ -> Optional.empty();
            case Leave.ToPropose(ProposePermit permit) -> Optional.of(proposal(command.id(), permit, true));
        };
    }

    /** What a leased execution proposes of which policy wants approval now. */
    Proposal of(ExecutionId execution, ProposePermit permit) {
        return proposal(execution, permit, false);
    }

    private Proposal proposal(ExecutionId execution, ProposePermit permit, boolean asked) {
        return new Proposal(
                ids.get(),
                execution,
                permit,
                digest.of(
                        execution,
                        permit.question(),
                        permit.rules().stream().map(ApprovalRule::rule).toList()),
                Optional.of(Asked.actor(permit.question().subject())).filter(_ -> asked));
    }

    /** Writes all that the proposals come to, with a constant number of statements. Their executions have their rows. */
    void record(Connection connection, List<Numbered> proposed) throws SQLException {
        insert(connection, proposed.stream().map(Numbered::proposal).toList());
        trail.record(
                connection,
                proposed.stream()
                        .map(each -> new NumberedEvent(each.proposal().tenant(), each.n(), event(each.proposal())))
                        .toList());
    }

    /** The same for one whose row does not count the event yet. */
    void append(Connection connection, Proposal proposal) throws SQLException {
        insert(connection, List.of(proposal));
        trail.append(connection, proposal.tenant(), List.of(event(proposal)));
    }

    private static void insert(Connection connection, List<Proposal> proposals) throws SQLException {
        if (proposals.isEmpty()) {
            return;
        }
        Sql.ofColumns(
                        connection,
                        APPROVALS,
                        proposals,
                        text(Proposal::tenant),
                        uuid(Proposal::id),
                        uuid(each -> each.execution().value()),
                        uuid(each -> each.permit().grounds().decision()),
                        text(Proposal::digest),
                        bigint(each -> each.patience().toMillis()))
                .update();
        List<Wanted> rules = proposals.stream()
                .flatMap(each -> each.permit().rules().stream().map(rule -> new Wanted(each, rule)))
                .toList();
        Sql.ofColumns(
                        connection,
                        RULES,
                        rules,
                        text(each -> each.proposal().tenant()),
                        uuid(each -> each.proposal().id()),
                        uuid(each -> each.rule().rule().id()),
                        bigint(each -> each.rule().rule().revision()),
                        text(each -> each.rule().name()),
                        text(each -> each.rule().message()),
                        text(each -> groups(each.rule())),
                        integer(each -> each.rule().count()))
                .update();
        Sql.ofColumns(connection, NOTICES, proposals, text(Proposal::tenant), uuid(Proposal::id))
                .update();
    }

    /** An array of an array's elements has one length, so each list is sent as PostgreSQL writes one. */
    private static String groups(ApprovalRule rule) {
        return rule.groups().stream().map(UUID::toString).sorted().collect(Collectors.joining(",", "{", "}"));
    }

    private static ApprovalRequested event(Proposal proposal) {
        JobReference job = proposal.permit().question().job();
        return new ApprovalRequested(
                proposal.execution(),
                proposal.actor(),
                Asked.decision(proposal.permit().grounds()),
                new JobPin(job.id(), job.revision(), job.digest(), job.name().toString()),
                proposal.id(),
                proposal.digest(),
                proposal.patience().toSeconds());
    }
}
