package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.audit.ExecutionEvent.Ending;
import dev.gatehouse.audit.ExecutionEvent.ExecutionEnded;
import dev.gatehouse.gateway.audit.AuditTrail;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * Ends executions: whatever the reason, the same writes and the one event that closes the execution's record. The
 * caller holds the row's lock.
 */
@Singleton
final class Closings {
    private static final TypeReference<Map<String, Object>> MEMBERS = new TypeReference<>() {};

    private final AuditTrail trail;
    private final ObjectMapper json;

    Closings(AuditTrail trail, ObjectMapper json) {
        this.trail = trail;
        this.json = json;
    }

    void end(Connection connection, LockedExecution row, Closing closing) throws SQLException {
        row.state().requireStepTo(closing.state());
        Sql.of(
                        connection,
                        """
                        UPDATE execution
                        SET state = ?, state_at = now(), ended_at = now(), error = ?, exit_code = ?,
                            outputs = ?::jsonb, report_digest = decode(?, 'hex')
                        WHERE tenant = ? AND id = ?""",
                        closing.state(),
                        closing.error(),
                        closing.exitCode(),
                        closing.outputs().map(JsonNode::toString),
                        closing.reportDigest(),
                        row.tenant(),
                        row.id().value())
                .update();
        Sql.of(
                        connection,
                        "DELETE FROM queue WHERE tenant = ? AND worker_group = ? AND execution_id = ?",
                        row.tenant(),
                        row.group(),
                        row.id().value())
                .update();
        wipe(connection, row);
        trail.append(connection, row.tenant(), List.of(event(row, closing)));
    }

    /** Forgets what was sealed for an attempt that is over. */
    void wipe(Connection connection, LockedExecution row) throws SQLException {
        Sql.of(
                        connection,
                        "UPDATE envelope SET sealed = NULL WHERE tenant = ? AND execution_id = ? AND sealed IS NOT NULL",
                        row.tenant(),
                        row.id().value())
                .update();
    }

    private ExecutionEnded event(LockedExecution row, Closing closing) {
        return new ExecutionEnded(
                row.id(),
                ending(closing.state()),
                closing.actor(),
                closing.decision(),
                row.pin(),
                row.fence(),
                row.attempt(),
                closing.error(),
                closing.exitCode(),
                closing.confirmed(),
                0,
                closing.logChunks(),
                closing.logDigest(),
                closing.outputs()
                        .map(outputs -> json.convertValue(outputs, MEMBERS))
                        .orElse(Map.of()));
    }

    private static Ending ending(ExecutionState state) {
        return switch (state) {
            case SUCCEEDED -> Ending.SUCCEEDED;
            case FAILED -> Ending.FAILED;
            case TIMED_OUT -> Ending.TIMED_OUT;
            case CANCELLED -> Ending.CANCELLED;
            case REVOKED -> Ending.REVOKED;
            case LOST -> Ending.LOST;
            case AWAITING_APPROVAL, QUEUED, LEASED, RUNNING, REJECTED ->
                throw new IllegalArgumentException("an end without an event");
        };
    }
}
