package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.audit.AccessEvent.EnvelopeRefused;
import dev.gatehouse.audit.ExecutionEvent.ExecutionResolving;
import dev.gatehouse.audit.ExecutionEvent.ExecutionStarted;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.policy.SecretReference;
import dev.gatehouse.policy.StartPermit;
import dev.gatehouse.secrets.SealTarget;
import dev.gatehouse.worker.EnvelopeContext;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The admit and start transactions. An execution begins only while its lease is good, its session lives, nobody stopped
 * it, and everything that the permit rests on is still true; then, and with that, the envelope may leave.
 */
@Singleton
final class Starts {
    static final String LEASE_LOST = "lease_lost";
    static final String SESSION_ENDED = "session_ended";

    private final Transactions transactions;
    private final AuditTrail trail;
    private final ObjectMapper json;

    Starts(Transactions transactions, AuditTrail trail, ObjectMapper json) {
        this.transactions = transactions;
        this.trail = trail;
        this.json = json;
    }

    /** How the lease stands; a fetch that may not be is recorded here. */
    Standing standing(WorkerSession session, Lease lease) {
        return transactions.run(connection -> standing(connection, session, lease));
    }

    private Standing standing(Connection connection, WorkerSession session, Lease lease) throws SQLException {
        var found = ExecutionRows.lock(connection, session.tenant(), lease.execution());
        if (found.isEmpty()
                || found.get().fence() != lease.fence()
                || !found.get().group().equals(session.group())) {
            return new Standing.Gone(LEASE_LOST);
        }
        LockedExecution row = found.get();
        return switch (row.state()) {
            case LEASED ->
                row.isLeasedBy(session, lease.fence())
                        ? new Standing.Pending(row, question(connection, row))
                        : new Standing.Gone(LEASE_LOST);
            case RUNNING -> begun(connection, session, row);
            case AWAITING_APPROVAL, QUEUED -> new Standing.Gone(LEASE_LOST);
            case SUCCEEDED, FAILED, TIMED_OUT, CANCELLED, REJECTED, REVOKED, LOST -> new Standing.Gone("ended");
        };
    }

    private Standing begun(Connection connection, WorkerSession session, LockedExecution row) throws SQLException {
        record Kept(Optional<byte[]> sealed, boolean own, boolean acknowledged) {}
        var kept = Sql.of(connection, """
                        SELECT sealed, session_id = ? AS own, acknowledged_at IS NOT NULL AS acknowledged
                        FROM envelope WHERE tenant = ? AND execution_id = ? AND fence = ?""", session.id(), row.tenant(), row.id().value(), row.fence())
                .first(each -> new Kept(
                        Optional.ofNullable(each.getBytes("sealed")),
                        each.getBoolean("own"),
                        each.getBoolean("acknowledged")))
                .orElseThrow();
        if (kept.own() && !kept.acknowledged()) {
            return new Standing.Begun(
                    row, question(connection, row), kept.sealed().map(Starts::text));
        }
        trail.append(
                connection,
                row.tenant(),
                List.of(new EnvelopeRefused(
                        row.id(),
                        session.worker(),
                        session.id(),
                        row.fence(),
                        kept.own() ? "acknowledged" : "other_session")));
        return new Standing.Refused();
    }

    /** Makes it durable that these secrets are about to be resolved, before any store is asked. */
    AdmitOutcome admit(StartPermit permit, WorkerSession session, long fence) {
        return transactions.run(connection -> {
            var row = leased(connection, permit, session, fence);
            var key = sessionKey(connection, session);
            if (row.isEmpty() || key.isEmpty()) {
                return new AdmitOutcome.Gone(row.isEmpty() ? LEASE_LOST : SESSION_ENDED);
            }
            trail.append(
                    connection,
                    session.tenant(),
                    List.of(new ExecutionResolving(
                            permit.execution(),
                            Asked.decision(permit),
                            row.get().pin(),
                            session.worker(),
                            fence,
                            permit.secrets().stream()
                                    .map(SecretReference::toString)
                                    .toList())));
            return new AdmitOutcome.Admitted(new SealTarget(
                    key.get(),
                    new EnvelopeContext(
                            session.tenant(), permit.execution(), row.get().attempt() + 1, fence, session.worker())));
        });
    }

    /** One outcome per command, in order. A start whose first answer got lost gets that answer again. */
    List<StartOutcome> start(List<StartCommand> commands) {
        return commands.stream()
                .map(command -> transactions.run(connection -> start(connection, command)))
                .toList();
    }

    private StartOutcome start(Connection connection, StartCommand command) throws SQLException {
        StartPermit permit = command.permit();
        WorkerSession session = command.session();
        var row = leased(connection, permit, session, command.fence());
        if (row.isEmpty()) {
            return again(connection, command);
        }
        var isolation = isolation(connection, session);
        if (isolation.isEmpty()) {
            return new StartOutcome.Gone(SESSION_ENDED);
        }
        if (!Facts.subjectsHold(connection, session.tenant(), permit.grounds())
                || !Facts.revisionHolds(connection, session.tenant(), permit.grounds())) {
            return new StartOutcome.FactsChanged();
        }
        begin(connection, command, row.get(), isolation.get());
        return new StartOutcome.Started(row.get(), row.get().attempt() + 1, command.envelope());
    }

    private void begin(Connection connection, StartCommand command, LockedExecution row, String isolation)
            throws SQLException {
        row.state().requireStepTo(ExecutionState.RUNNING);
        WorkerSession session = command.session();
        int attempt = row.attempt() + 1;
        Sql.of(connection, """
                        UPDATE execution
                        SET state = 'RUNNING', state_at = now(), started_at = now(), attempt = ?, missed = 0, missed_at = NULL,
                            isolation = ?
                        WHERE tenant = ? AND id = ?""", attempt, isolation, row.tenant(), row.id().value())
                .update();
        Sql.of(
                        connection,
                        """
                        INSERT INTO envelope (tenant, execution_id, fence, session_id, sealed)
                        VALUES (?, ?, ?, ?, ?)""",
                        row.tenant(),
                        row.id().value(),
                        row.fence(),
                        session.id(),
                        command.envelope().map(text -> Base64.getUrlDecoder().decode(text)))
                .update();
        trail.append(
                connection,
                row.tenant(),
                List.of(new ExecutionStarted(
                        row.id(),
                        Asked.decision(command.permit()),
                        row.pin(),
                        session.worker(),
                        session.id(),
                        row.fence(),
                        attempt,
                        isolation)));
    }

    /** Another call of the same session was faster: both get what that one stored. */
    private StartOutcome again(Connection connection, StartCommand command) throws SQLException {
        var lease = new Lease(command.permit().execution(), command.fence());
        return switch (standing(connection, command.session(), lease)) {
            case Standing.Begun begun ->
                new StartOutcome.Started(begun.row(), begun.row().attempt(), begun.envelope());
            case Standing.Gone(String reason) -> new StartOutcome.Gone(reason);
            case Standing.Pending _, Standing.Refused _ -> new StartOutcome.Gone(LEASE_LOST);
        };
    }

    private static Optional<LockedExecution> leased(
            Connection connection, StartPermit permit, WorkerSession session, long fence) throws SQLException {
        return ExecutionRows.lock(connection, session.tenant(), permit.execution())
                .filter(row -> row.state() == ExecutionState.LEASED
                        && row.isLeasedBy(session, fence)
                        && row.stop().isEmpty());
    }

    private static Optional<byte[]> sessionKey(Connection connection, WorkerSession session) throws SQLException {
        return alive(connection, "session_key", session).first(row -> row.getBytes(1));
    }

    private static Optional<String> isolation(Connection connection, WorkerSession session) throws SQLException {
        return alive(connection, "isolation", session).first(row -> row.getString(1));
    }

    private static Sql alive(Connection connection, String column, WorkerSession session) {
        return Sql.of(
                connection,
                "SELECT " + column + " FROM worker_session"
                        + " WHERE tenant = ? AND id = ? AND ended_at IS NULL AND expires_at > now() FOR SHARE",
                session.tenant(),
                session.id());
    }

    private JsonNode question(Connection connection, LockedExecution row) throws SQLException {
        String body = Sql.of(
                        connection,
                        "SELECT body FROM question WHERE tenant = ? AND id = ?",
                        row.tenant(),
                        row.decision())
                .first(each -> each.getString(1))
                .orElseThrow();
        try {
            return json.readTree(body);
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("a recorded question that is not JSON", damaged);
        }
    }

    private static String text(byte[] sealed) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    }
}
