package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.database.Column.bigint;
import static dev.gatehouse.gateway.database.Column.integer;
import static dev.gatehouse.gateway.database.Column.smallint;
import static dev.gatehouse.gateway.database.Column.text;
import static dev.gatehouse.gateway.database.Column.uuid;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.audit.ExecutionEvent.ExecutionAccepted;
import dev.gatehouse.audit.JobPin;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.audit.NumberedEvent;
import dev.gatehouse.gateway.audit.QuestionLog;
import dev.gatehouse.gateway.audit.QuestionLog.TenantQuestion;
import dev.gatehouse.gateway.audit.RecordedQuestion;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.observability.TraceParent;
import dev.gatehouse.policy.JobReference;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.SubjectEpoch;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * What new executions are in the database: their row, their place in the queue or before those who approve, their question,
 * their first events.
 */
@Singleton
final class AcceptedRows {
    private static final String ROWS = """
            WITH accepted AS (
                SELECT * FROM unnest(?::text[], ?::uuid[], ?::text[], ?::text[], ?::uuid[], ?::bigint[], ?::text[],
                                     ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::smallint[], ?::bigint[],
                                     ?::text[], ?::bigint[], ?::uuid[], ?::text[], ?::integer[])
                    AS accepted (tenant, id, job_namespace, job_name, job_id, job_revision, job_digest, subject_id,
                                 decision_id, worker_group, inputs, launch, priority, timeout_ms, traceparent, queue_ms,
                                 impersonator_id, state, events)),
            queued AS (
                INSERT INTO queue (tenant, worker_group, execution_id, priority)
                SELECT tenant, worker_group, id, priority FROM accepted WHERE state = 'QUEUED')
            INSERT INTO execution (tenant, id, job_namespace, job_name, job_id, job_revision, job_digest, subject_id,
                                   decision_id, state, worker_group, inputs, launch, priority, timeout_ms, traceparent,
                                   queue_until, events, impersonator_id)
            SELECT tenant, id, job_namespace, job_name, job_id, job_revision, job_digest, subject_id,
                   decision_id, state, worker_group, inputs::jsonb, launch::jsonb, priority, timeout_ms, traceparent,
                   now() + queue_ms * interval '1 millisecond', events, impersonator_id
            FROM accepted""";

    /** The row counts its first events itself. */
    private static final int FIRST = 1;

    private final QuestionLog questions;
    private final QuestionDocument document;
    private final ProposedRows proposals;
    private final AuditTrail trail;
    private final ObjectMapper json;

    AcceptedRows(
            QuestionLog questions,
            QuestionDocument document,
            ProposedRows proposals,
            AuditTrail trail,
            ObjectMapper json) {
        this.questions = questions;
        this.document = document;
        this.proposals = proposals;
        this.trail = trail;
        this.json = json;
    }

    /** Writes all that the commands come to, but for their idempotency keys, with a constant number of statements. */
    void insert(Connection connection, List<AcceptCommand> fresh) throws SQLException {
        if (fresh.isEmpty()) {
            return;
        }
        Sql.ofColumns(
                        connection,
                        ROWS,
                        fresh,
                        text(AcceptCommand::tenant),
                        uuid(each -> each.id().value()),
                        text(each -> job(each).name().namespace().path()),
                        text(each -> job(each).name().name()),
                        uuid(each -> job(each).id()),
                        bigint(each -> job(each).revision()),
                        text(each -> job(each).digest()),
                        uuid(each -> each.subject().id()),
                        uuid(each -> each.grounds().decision()),
                        text(each -> each.placement().group()),
                        text(each -> written(each.question().inputs())),
                        text(each ->
                                written(QuestionDocument.launch(each.question().launch()))),
                        smallint(each -> each.placement().priority()),
                        bigint(each -> each.placement().timeout().toMillis()),
                        text(each -> each.trace().map(TraceParent::value)),
                        bigint(each -> each.placement()
                                .queueTimeout()
                                .filter(_ -> each.isQueued())
                                .map(Duration::toMillis)),
                        uuid(each -> each.subject().impersonator().map(SubjectEpoch::subject)),
                        text(each -> each.leave().state()),
                        integer(each -> each.isQueued() ? FIRST : FIRST + 1))
                .update();
        questions.record(
                connection,
                fresh.stream()
                        .map(each -> new TenantQuestion(each.tenant(), question(each)))
                        .toList());
        trail.record(
                connection,
                fresh.stream()
                        .map(each -> new NumberedEvent(each.tenant(), FIRST, event(each)))
                        .toList());
        proposals.record(
                connection,
                fresh.stream()
                        .flatMap(each -> proposals.of(each).stream())
                        .map(each -> new ProposedRows.Numbered(each, FIRST + 1))
                        .toList());
    }

    private RecordedQuestion question(AcceptCommand command) {
        return new RecordedQuestion(
                command.grounds().decision(),
                Permission.EXECUTION_CREATE.toString(),
                switch (command.leave()) {
                    case Leave.ToSubmit _ -> RecordedQuestion.Outcome.ALLOW;
                    case Leave.ToPropose _ -> RecordedQuestion.Outcome.APPROVAL_REQUIRED;
                },
                true,
                command.subject().id(),
                command.grounds().tenantRevision(),
                document.write(command.question()),
                Asked.explanation(command.grounds()));
    }

    private static ExecutionAccepted event(AcceptCommand command) {
        JobReference job = command.question().job();
        return new ExecutionAccepted(
                command.id(),
                Asked.actor(command.subject()),
                Asked.decision(command.grounds()),
                new JobPin(job.id(), job.revision(), job.digest(), job.name().toString()),
                command.question().inputs(),
                QuestionDocument.launch(command.question().launch()),
                command.key().map(key -> CanonicalHash.ofText(key.key())));
    }

    private static JobReference job(AcceptCommand command) {
        return command.question().job();
    }

    private String written(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("values that are not JSON", e);
        }
    }
}
