package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.audit.ExecutionEvent.ApprovalGranted;
import dev.gatehouse.audit.ExecutionEvent.ApprovalVoted;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.audit.QuestionLog;
import dev.gatehouse.gateway.database.Column;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.execution.Facts.Fact;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.policy.ApprovalPermit;
import dev.gatehouse.policy.Subject;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The transaction in which somebody says yes or no. The last yes that is wanted queues the execution while its time is not
 * over by the database's clock; one no ends it. Whatever else ends it meanwhile holds the same row, so one of them is first
 * and the other finds it done.
 */
@Singleton
final class ApprovalDecisions {
    static final String REJECTED = "approval_rejected";

    private static final String FORGET = """
            UPDATE approval_vote SET void_at = now()
             WHERE tenant = ? AND approval_id = ? AND subject_id = ? AND void_at IS NULL""";

    private static final String VOTE = """
            INSERT INTO approval_vote (tenant, id, approval_id, subject_id, epoch, vote, rules, comment)
            VALUES (?, ?, ?, ?, ?, ?, ?::uuid[], ?)""";

    private static final String RELEASE = """
            WITH released AS (
                UPDATE execution e SET state = 'QUEUED', state_at = now(),
                       queue_until = now() + ?::bigint * interval '1 millisecond'
                  FROM approval a
                 WHERE a.tenant = ? AND a.id = ? AND a.outcome IS NULL AND now() < a.expires_at
                   AND e.tenant = a.tenant AND e.id = a.execution_id AND e.state = 'AWAITING_APPROVAL'
                RETURNING e.tenant, e.id, e.worker_group, e.priority, a.id AS approval),
            granted AS (
                UPDATE approval a SET outcome = 'approved', decided_at = now()
                  FROM released r WHERE a.tenant = r.tenant AND a.id = r.approval)
            INSERT INTO queue (tenant, worker_group, execution_id, priority)
            SELECT tenant, worker_group, id, priority FROM released""";

    private final Transactions transactions;
    private final QuestionRows recorded;
    private final ApprovalDigest digest;
    private final PinnedJobs jobs;
    private final Closings closings;
    private final QuestionLog questions;
    private final AuditTrail trail;
    private final ExecutionNews news;
    private final Event<WorkQueued> queued;
    private final Supplier<UUID> ids;

    ApprovalDecisions(
            Transactions transactions,
            QuestionRows recorded,
            ApprovalDigest digest,
            PinnedJobs jobs,
            Closings closings,
            QuestionLog questions,
            AuditTrail trail,
            ExecutionNews news,
            Event<WorkQueued> queued,
            Supplier<UUID> ids) {
        this.transactions = transactions;
        this.recorded = recorded;
        this.digest = digest;
        this.jobs = jobs;
        this.closings = closings;
        this.questions = questions;
        this.trail = trail;
        this.news = news;
        this.queued = queued;
        this.ids = ids;
    }

    /** What it came to, and the group whose workers have something to do now. */
    private record Done(VoteOutcome outcome, Optional<String> group) {
        static Done of(VoteOutcome outcome) {
            return new Done(outcome, Optional.empty());
        }
    }

    /** Said again by the same subject, it comes to the same. */
    VoteOutcome decide(ApprovalPermit permit, Ballot ballot) {
        String tenant = permit.subject().tenant();
        Done done = transactions.runRepeatable(connection -> decide(connection, permit, ballot));
        news.changed(new ExecutionKey(tenant, permit.execution()));
        done.group().ifPresent(group -> queued.fire(new WorkQueued(tenant, group)));
        return done.outcome();
    }

    private Done decide(Connection connection, ApprovalPermit permit, Ballot ballot) throws SQLException {
        Subject voter = permit.subject();
        List<Fact> facts = Fact.of(voter.tenant(), permit.grounds());
        boolean founded = Facts.held(connection, facts).containsAll(facts);
        Optional<LockedExecution> row = ExecutionRows.lock(connection, voter.tenant(), permit.execution());
        Optional<StoredApproval> found = ApprovalRows.find(connection, voter.tenant(), permit.approval());
        if (row.isEmpty() || found.isEmpty()) {
            return Done.of(new VoteOutcome.Unknown());
        }
        StoredApproval approval = found.get();
        Optional<VoteOutcome> before = before(connection, row.get(), approval, voter, ballot);
        if (before.isPresent()) {
            return Done.of(before.get());
        }
        if (!founded) {
            return Done.of(new VoteOutcome.FactsChanged());
        }
        vote(connection, permit, approval, ballot);
        return switch (ballot.vote()) {
            case APPROVE -> approved(connection, row.get(), approval);
            case REJECT -> {
                closings.end(
                        connection,
                        row.get(),
                        Closing.unreported(ExecutionState.REJECTED, Optional.of(REJECTED))
                                .by(voter.id(), Asked.decision(permit)));
                yield Done.of(new VoteOutcome.Counted());
            }
        };
    }

    /** What it comes to without anything to write. */
    private Optional<VoteOutcome> before(
            Connection connection, LockedExecution row, StoredApproval approval, Subject voter, Ballot ballot)
            throws SQLException {
        boolean seen = approval.digest().equals(ballot.digest());
        Optional<StoredApproval.Cast> own = approval.standing(voter.id());
        if (seen && own.filter(cast -> cast.vote() == ballot.vote()).isPresent()) {
            return Optional.of(new VoteOutcome.Counted());
        }
        if (approval.outcome().isPresent()) {
            return Optional.of(new VoteOutcome.Over(approval.outcome().get()));
        }
        if (!approval.inTime()) {
            return Optional.of(new VoteOutcome.TooLate());
        }
        if (!seen || !isAsRecorded(connection, row, approval)) {
            return Optional.of(new VoteOutcome.Other());
        }
        boolean said = SamePerson.isOneOf(
                connection,
                approval.tenant(),
                voter.id(),
                approval.standing().stream().map(StoredApproval.Cast::subject).toList());
        return said ? Optional.of(new VoteOutcome.SaidBefore()) : Optional.empty();
    }

    /** Whether what would run, and the rules, still come to the number that people are shown. */
    private boolean isAsRecorded(Connection connection, LockedExecution row, StoredApproval approval)
            throws SQLException {
        JsonNode question = recorded.of(connection, row.tenant(), row.decision());
        return digest.of(row.tenant(), row.id(), question, approval.revisions()).equals(approval.digest());
    }

    private void vote(Connection connection, ApprovalPermit permit, StoredApproval approval, Ballot ballot)
            throws SQLException {
        Subject voter = permit.subject();
        Sql.of(connection, FORGET, approval.tenant(), approval.id(), voter.id()).update();
        Sql.of(
                        connection,
                        VOTE,
                        approval.tenant(),
                        ids.get(),
                        approval.id(),
                        voter.id(),
                        voter.epoch(),
                        ballot.vote().code(),
                        Column.<UUID>uuid(id -> id).of(connection, rulesOf(voter, approval)),
                        ballot.comment())
                .update();
        questions.record(connection, approval.tenant(), List.of(Asked.allowed(permit.question(), permit)));
        trail.append(
                connection,
                approval.tenant(),
                List.of(new ApprovalVoted(
                        approval.execution(),
                        Asked.actor(voter),
                        Asked.decision(permit),
                        approval.id(),
                        approval.digest(),
                        ballot.vote(),
                        ballot.comment())));
    }

    /** Those that ask a group the voter is in. */
    private static List<UUID> rulesOf(Subject voter, StoredApproval approval) {
        return approval.rules().stream()
                .filter(wanted -> !Collections.disjoint(wanted.groups(), voter.groups()))
                .map(wanted -> wanted.rule().id())
                .toList();
    }

    /** Queues it where nobody else has to say yes. */
    private Done approved(Connection connection, LockedExecution row, StoredApproval before) throws SQLException {
        StoredApproval now =
                ApprovalRows.find(connection, before.tenant(), before.id()).orElseThrow();
        if (!now.fulfilled().equals(now.revisions())) {
            return Done.of(new VoteOutcome.Counted());
        }
        row.state().requireStepTo(ExecutionState.QUEUED);
        Optional<Long> wait = jobs.find(connection, row)
                .flatMap(job -> job.spec().queueTimeout())
                .map(Duration::toMillis);
        if (Sql.of(connection, RELEASE, wait, now.tenant(), now.id()).update() != 1) {
            throw new IllegalStateException("an approval that is open and cannot be granted");
        }
        trail.append(
                connection,
                now.tenant(),
                List.of(new ApprovalGranted(
                        row.id(),
                        row.pin(),
                        now.id(),
                        now.digest(),
                        now.standing().stream()
                                .map(StoredApproval.Cast::subject)
                                .sorted()
                                .toList())));
        return new Done(new VoteOutcome.Counted(), Optional.of(row.group()));
    }
}
