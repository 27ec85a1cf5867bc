package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.audit.ExecutionEvent.ExecutionAccepted;
import dev.gatehouse.audit.JobPin;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.audit.QuestionLog;
import dev.gatehouse.gateway.audit.RecordedQuestion;
import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.OutcomeUnknown;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.observability.TraceParent;
import dev.gatehouse.policy.JobReference;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.SubmitPermit;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The accept transaction: execution, idempotency key, question, queue row and event commit together or not at all. No
 * record, no act.
 *
 * <p>Next on the tour: {@code EventSealer}.
 */
@Singleton
final class Acceptance {
    private static final String EXECUTION = """
            INSERT INTO execution (tenant, id, job_namespace, job_name, job_id, job_revision, job_digest, subject_id,
                                   decision_id, state, worker_group, inputs, launch, priority, timeout_ms, traceparent)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ?, ?)""";

    private static final String QUEUE =
            "INSERT INTO queue (tenant, worker_group, execution_id, priority) VALUES (?, ?, ?, ?)";

    private final Transactions transactions;
    private final IdempotencyKeys keys;
    private final QuestionLog questions;
    private final QuestionDocument document;
    private final AuditTrail trail;
    private final ObjectMapper json;
    private final Event<WorkQueued> queued;

    Acceptance(
            Transactions transactions,
            IdempotencyKeys keys,
            QuestionLog questions,
            QuestionDocument document,
            AuditTrail trail,
            ObjectMapper json,
            Event<WorkQueued> queued) {
        this.transactions = transactions;
        this.keys = keys;
        this.questions = questions;
        this.document = document;
        this.trail = trail;
        this.json = json;
        this.queued = queued;
    }

    /** One outcome per command, in order. */
    List<AcceptOutcome> accept(List<AcceptCommand> commands) {
        return commands.stream().map(this::accept).toList();
    }

    private AcceptOutcome accept(AcceptCommand command) {
        AcceptOutcome outcome = outcome(command);
        if (outcome instanceof AcceptOutcome.Accepted) {
            queued.fire(new WorkQueued(
                    command.permit().subject().tenant(), command.placement().group()));
        }
        return outcome;
    }

    /** Nobody is told that it is unknown whether there is an execution before it was looked up. */
    private AcceptOutcome outcome(AcceptCommand command) {
        try {
            return transactions.run(connection -> accept(connection, command));
        } catch (OutcomeUnknown unknown) {
            if (isThere(command, unknown)) {
                return accepted(command);
            }
            throw unknown;
        }
    }

    private boolean isThere(AcceptCommand command, OutcomeUnknown unknown) {
        try {
            return transactions.run(connection -> Sql.of(
                            connection,
                            "SELECT 1 FROM execution WHERE tenant = ? AND id = ?",
                            command.permit().subject().tenant(),
                            command.id().value())
                    .exists());
        } catch (DatabaseUnavailable stillAway) {
            unknown.addSuppressed(stillAway);
            return false;
        }
    }

    private AcceptOutcome accept(Connection connection, AcceptCommand command) throws SQLException {
        SubmitPermit permit = command.permit();
        if (!Facts.subjectsHold(connection, permit.subject().tenant(), permit.grounds())) {
            return new AcceptOutcome.FactsChanged();
        }
        if (command.key().isPresent()) {
            Optional<AcceptOutcome> earlier =
                    keys.claim(connection, permit.subject(), command.key().get(), command.id());
            if (earlier.isPresent()) {
                return earlier.get();
            }
        }
        insert(connection, command);
        record(connection, command);
        return accepted(command);
    }

    private static AcceptOutcome accepted(AcceptCommand command) {
        JobReference job = command.permit().job();
        return new AcceptOutcome.Accepted(FirstAnswer.queued(command.id(), job.name(), job.revision()));
    }

    private void insert(Connection connection, AcceptCommand command) throws SQLException {
        SubmitPermit permit = command.permit();
        String tenant = permit.subject().tenant();
        Placement placement = command.placement();
        Sql.of(
                        connection,
                        EXECUTION,
                        tenant,
                        command.id().value(),
                        permit.job().name().namespace().path(),
                        permit.job().name().name(),
                        permit.job().id(),
                        permit.job().revision(),
                        permit.job().digest(),
                        permit.subject().id(),
                        permit.grounds().decision(),
                        ExecutionState.QUEUED,
                        placement.group(),
                        text(permit.inputs()),
                        text(QuestionDocument.launch(permit.launch())),
                        placement.priority(),
                        placement.timeout().toMillis(),
                        command.trace().map(TraceParent::value))
                .update();
        Sql.of(connection, QUEUE, tenant, placement.group(), command.id().value(), placement.priority())
                .update();
    }

    private void record(Connection connection, AcceptCommand command) throws SQLException {
        SubmitPermit permit = command.permit();
        Subject subject = permit.subject();
        JobReference job = permit.job();
        questions.record(
                connection,
                subject.tenant(),
                List.of(new RecordedQuestion(
                        permit.grounds().decision(),
                        Permission.EXECUTION_CREATE.toString(),
                        RecordedQuestion.Outcome.ALLOW,
                        true,
                        subject.id(),
                        permit.grounds().tenantRevision(),
                        document.write(permit.question()))));
        trail.append(
                connection,
                subject.tenant(),
                List.of(new ExecutionAccepted(
                        command.id(),
                        Asked.actor(subject),
                        Asked.decision(permit),
                        new JobPin(
                                job.id(),
                                job.revision(),
                                job.digest(),
                                job.name().toString()),
                        permit.inputs(),
                        QuestionDocument.launch(permit.launch()),
                        command.key().map(key -> CanonicalHash.ofText(key.key())))));
    }

    private String text(Object value) {
        return json.valueToTree(value).toString();
    }
}
