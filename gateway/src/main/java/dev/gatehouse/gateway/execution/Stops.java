package dev.gatehouse.gateway.execution;

import dev.gatehouse.audit.ExecutionEvent.StopRequested;
import dev.gatehouse.audit.ExecutionEvent.StopRequested.Kind;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.audit.QuestionLog;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.policy.StopPermit;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The stop transaction: what has not begun ends at once; what runs gets a request beside its state, which its worker
 * obeys.
 */
@Singleton
final class Stops {
    private final Transactions transactions;
    private final Closings closings;
    private final QuestionLog questions;
    private final AuditTrail trail;
    private final Event<StopWanted> wanted;
    private final ExecutionNews news;

    Stops(
            Transactions transactions,
            Closings closings,
            QuestionLog questions,
            AuditTrail trail,
            Event<StopWanted> wanted,
            ExecutionNews news) {
        this.transactions = transactions;
        this.closings = closings;
        this.questions = questions;
        this.trail = trail;
        this.wanted = wanted;
        this.news = news;
    }

    /** A person's stop. */
    StopOutcome stop(StopPermit permit) {
        StopOutcome outcome = transactions.run(connection -> stop(connection, permit));
        news.changed(new ExecutionKey(permit.subject().tenant(), permit.execution()));
        if (outcome instanceof StopOutcome.Requested) {
            wanted.fire(new StopWanted(permit.subject().tenant()));
        }
        return outcome;
    }

    private StopOutcome stop(Connection connection, StopPermit permit) throws SQLException {
        var found = ExecutionRows.lock(connection, permit.subject().tenant(), permit.execution());
        if (found.isEmpty()) {
            return new StopOutcome.Unknown();
        }
        LockedExecution row = found.get();
        return switch (row.state()) {
            case AWAITING_APPROVAL, QUEUED, LEASED -> {
                request(connection, row, permit);
                ExecutionState end = StopRequest.endOf(Kind.CANCEL);
                closings.end(
                        connection,
                        row,
                        Closing.unreported(end, Optional.empty())
                                .by(permit.subject().id(), Asked.decision(permit)));
                yield new StopOutcome.Ended(answer(row, end));
            }
            case RUNNING -> {
                if (row.stop().isEmpty()) {
                    request(connection, row, permit);
                }
                yield new StopOutcome.Requested(answer(row, row.state()));
            }
            case SUCCEEDED, FAILED, TIMED_OUT, CANCELLED, REJECTED, REVOKED, LOST ->
                new StopOutcome.AlreadyEnded(row.state());
        };
    }

    private void request(Connection connection, LockedExecution row, StopPermit permit) throws SQLException {
        Sql.of(
                        connection,
                        """
                        UPDATE execution SET stop = ?, stop_by = ?, stop_reason = ?, stop_at = now()
                        WHERE tenant = ? AND id = ?""",
                        Kind.CANCEL.name().toLowerCase(Locale.ROOT),
                        permit.subject().id(),
                        permit.reason(),
                        row.tenant(),
                        row.id().value())
                .update();
        questions.record(connection, row.tenant(), List.of(Asked.allowed(permit.question(), permit)));
        trail.append(
                connection,
                row.tenant(),
                List.of(new StopRequested(
                        row.id(),
                        Asked.actor(permit.subject()),
                        Optional.of(Asked.decision(permit)),
                        Kind.CANCEL,
                        permit.reason(),
                        Optional.empty(),
                        Optional.empty())));
    }

    private static FirstAnswer answer(LockedExecution row, ExecutionState state) {
        return new FirstAnswer(
                row.id().toString(), row.job().name().toString(), row.job().revision(), state);
    }
}
