package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.database.Column.bigint;
import static dev.gatehouse.gateway.database.Column.integer;
import static dev.gatehouse.gateway.database.Column.text;
import static dev.gatehouse.gateway.database.Column.uuid;

import dev.gatehouse.audit.ExecutionEvent.ExecutionStarted;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.secrets.ResolvedReference;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;

/** What starts are in the database: the state, the envelope until it has arrived, the event. */
@Singleton
final class StartedRows {
    private static final String RUN = """
            WITH begun AS (
                SELECT * FROM unnest(?::text[], ?::uuid[], ?::integer[], ?::text[], ?::bigint[], ?::uuid[], ?::text[])
                    AS begun (tenant, id, attempt, isolation, fence, session, sealed)),
            given AS (
                INSERT INTO envelope (tenant, execution_id, fence, session_id, sealed)
                SELECT tenant, id, fence, session, decode(sealed, 'base64') FROM begun)
            UPDATE execution e
            SET state = 'RUNNING', state_at = now(), started_at = now(), attempt = begun.attempt, missed = 0,
                missed_at = NULL, log_bytes = 0, isolation = begun.isolation, events = e.events + 1
            FROM begun
            WHERE e.tenant = begun.tenant AND e.id = begun.id
            RETURNING e.tenant, e.id, e.events""";

    private final AuditTrail trail;

    StartedRows(AuditTrail trail) {
        this.trail = trail;
    }

    /** @param row as it was before this attempt */
    record Start(LockedExecution row, StartCommand command, String isolation) {
        int attempt() {
            return row.attempt() + 1;
        }
    }

    /** The caller holds the rows' locks. */
    void begin(Connection connection, List<Start> starts) throws SQLException {
        if (starts.isEmpty()) {
            return;
        }
        starts.forEach(start -> start.row().state().requireStepTo(ExecutionState.RUNNING));
        Sql run = Sql.ofColumns(
                connection,
                RUN,
                starts,
                text(start -> start.row().tenant()),
                uuid(start -> start.row().id().value()),
                integer(Start::attempt),
                text(Start::isolation),
                bigint(start -> start.row().fence()),
                uuid(start -> start.command().session().id()),
                text(start -> start.command().envelope().map(StartedRows::base64)));
        trail.record(connection, EventNumbers.events(run, starts, Start::row, StartedRows::event));
        SecretUseRows.insert(connection, starts);
        SecretLeaseRows.issued(connection, starts.stream().map(Start::command).toList());
    }

    private static ExecutionStarted event(Start start) {
        WorkerSession session = start.command().session();
        return new ExecutionStarted(
                start.row().id(),
                Asked.decision(start.command().permit()),
                start.row().pin(),
                session.worker(),
                session.id(),
                start.row().fence(),
                start.attempt(),
                start.isolation(),
                start.command().secrets().stream()
                        .map(ResolvedReference::toString)
                        .toList());
    }

    /** As PostgreSQL reads it. */
    private static String base64(String base64url) {
        return Base64.getEncoder().encodeToString(Base64.getUrlDecoder().decode(base64url));
    }
}
