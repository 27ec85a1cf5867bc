package dev.gatehouse.gateway.execution;

import dev.gatehouse.audit.DecisionReference;
import dev.gatehouse.audit.ExecutionEvent.ExecutionReturned;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.audit.QuestionLog;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.gateway.limit.Slots;
import dev.gatehouse.policy.Decision.Deny;
import dev.gatehouse.policy.ProposePermit;
import dev.gatehouse.policy.Reason;
import dev.gatehouse.policy.SecretReference;
import dev.gatehouse.policy.StartQuestion;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** What becomes of leased executions that may not begin. A lease that is over by then changes nothing. */
@Singleton
final class Unstarted {
    private final Transactions transactions;
    private final Closings closings;
    private final Returns returns;
    private final ProposedRows proposals;
    private final AuditTrail trail;
    private final QuestionLog questions;
    private final QuestionDocument document;

    Unstarted(
            Transactions transactions,
            Closings closings,
            Returns returns,
            ProposedRows proposals,
            AuditTrail trail,
            QuestionLog questions,
            QuestionDocument document) {
        this.transactions = transactions;
        this.closings = closings;
        this.returns = returns;
        this.proposals = proposals;
        this.trail = trail;
        this.questions = questions;
        this.document = document;
    }

    @FunctionalInterface
    private interface Step {
        void take(Connection connection, LockedExecution row) throws SQLException;
    }

    /** Nobody could say yes or no: back into the queue, with a growing delay. */
    StartAnswer later(WorkerSession session, Lease lease, String cause) {
        leased(session, lease, (connection, row) -> returns.unavailable(connection, row, session.worker(), cause));
        return new StartAnswer.Later();
    }

    /** Policy says no, and the question is kept with the end. A secret that may not be used is the job's failure; everything else revokes the run. */
    StartAnswer denied(WorkerSession session, Lease lease, StartQuestion question, Deny<?> denial) {
        String code = denial.reasons().getFirst().code();
        ExecutionState state = denial.isOnly(Reason.SECRET_FORBIDDEN) ? ExecutionState.FAILED : ExecutionState.REVOKED;
        leased(session, lease, (connection, row) -> {
            closings.end(connection, row, closing(state, code, Asked.decision(question, denial)));
            questions.record(
                    connection,
                    row.tenant(),
                    List.of(Refusals.recorded(question, denial, true, document.write(question))));
        });
        return new StartAnswer.Gone(code);
    }

    /** It cannot begin however often it is tried, because of that secret. */
    StartAnswer failed(
            WorkerSession session, Lease lease, SecretReference secret, String error, DecisionReference decision) {
        Closing closing = closing(ExecutionState.FAILED, error, decision).failedFor(secret);
        leased(session, lease, (connection, row) -> closings.end(connection, row, closing));
        return new StartAnswer.Gone(error);
    }

    /** Policy wants an approval that nobody gave: it waits for people from now on. */
    StartAnswer awaits(WorkerSession session, Lease lease, ProposePermit permit) {
        leased(session, lease, (connection, row) -> {
            row.state().requireStepTo(ExecutionState.AWAITING_APPROVAL);
            SecretLeaseRows.revoke(connection, List.of(row));
            Sql.of(connection, """
                            UPDATE execution
                            SET state = 'AWAITING_APPROVAL', state_at = now(), session_id = NULL, leased_at = NULL
                            WHERE tenant = ? AND id = ?""", row.tenant(), row.id().value()).update();
            if (row.isLimited()) {
                Slots.free(connection, List.of(row.holder()));
            }
            trail.append(
                    connection,
                    row.tenant(),
                    List.of(new ExecutionReturned(
                            row.id(), Optional.of(session.worker()), row.fence(), "approval_required")));
            proposals.append(connection, proposals.of(row.id(), permit));
        });
        return new StartAnswer.Gone("approval_required");
    }

    private static Closing closing(ExecutionState state, String error, DecisionReference decision) {
        return Closing.unreported(state, Optional.of(error)).decidedBy(decision);
    }

    private void leased(WorkerSession session, Lease lease, Step step) {
        transactions.run(connection -> {
            var row = ExecutionRows.lock(connection, session.tenant(), lease.execution())
                    .filter(found ->
                            found.state() == ExecutionState.LEASED && found.isLeasedBy(session, lease.fence()));
            if (row.isPresent()) {
                step.take(connection, row.get());
            }
            return row.isPresent();
        });
    }
}
