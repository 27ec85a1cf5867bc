package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.database.Column.integer;
import static dev.gatehouse.gateway.database.Column.text;
import static dev.gatehouse.gateway.database.Column.uuid;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.audit.ExecutionEvent.Ending;
import dev.gatehouse.audit.ExecutionEvent.ExecutionEnded;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.audit.NumberedEvent;
import dev.gatehouse.gateway.limit.Slots;
import dev.gatehouse.policy.SecretReference;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Ends executions: whatever the reason, the same writes and the one event that closes the execution's record. The
 * caller holds the row's lock.
 */
@Singleton
final class Closings {
    private static final TypeReference<Map<String, Object>> MEMBERS = new TypeReference<>() {};

    /** Locks what was sealed for the attempts of {@code ended}, in the order that everybody keeps, and forgets it. */
    private static final String WIPED = """
            sealed AS (
                SELECT v.tenant, v.execution_id, v.fence
                FROM ended JOIN envelope v ON v.tenant = ended.tenant AND v.execution_id = ended.id
                WHERE v.sealed IS NOT NULL
                ORDER BY v.tenant, v.execution_id FOR UPDATE OF v),
            wiped AS (
                UPDATE envelope v SET sealed = NULL FROM sealed
                WHERE v.tenant = sealed.tenant AND v.execution_id = sealed.execution_id AND v.fence = sealed.fence
                RETURNING v.tenant)
            """;

    private static final String END = """
            WITH ended AS (
                SELECT * FROM unnest(?::text[], ?::uuid[], ?::text[], ?::text[], ?::integer[], ?::text[], ?::text[])
                    AS ended (tenant, id, state, error, exit_code, outputs, report)),
            """ + WIPED + """
            UPDATE execution e
            SET state = ended.state, state_at = now(), ended_at = now(), error = ended.error,
                exit_code = ended.exit_code, outputs = ended.outputs::jsonb,
                report_digest = decode(ended.report, 'hex'), events = e.events + 1
            FROM ended
            WHERE e.tenant = ended.tenant AND e.id = ended.id
            RETURNING e.tenant, e.id, e.events""";

    private static final String LEAVE_QUEUE = """
            DELETE FROM queue q USING unnest(?::text[], ?::text[], ?::uuid[]) AS ended (tenant, worker_group, id)
            WHERE q.tenant = ended.tenant AND q.worker_group = ended.worker_group AND q.execution_id = ended.id""";

    private static final String CLOSE_APPROVALS = """
            UPDATE approval a SET outcome = ended.outcome, decided_at = now()
              FROM unnest(?::text[], ?::uuid[], ?::text[]) AS ended (tenant, id, outcome)
             WHERE a.tenant = ended.tenant AND a.execution_id = ended.id AND a.outcome IS NULL""";

    private static final String WIPE = """
            WITH ended AS (SELECT * FROM unnest(?::text[], ?::uuid[]) AS ended (tenant, id)),
            """ + WIPED + "SELECT count(*) FROM wiped";

    private final AuditTrail trail;
    private final ObjectMapper json;

    Closings(AuditTrail trail, ObjectMapper json) {
        this.trail = trail;
        this.json = json;
    }

    /** One end of many. */
    record End(LockedExecution row, Closing closing) {}

    void end(Connection connection, LockedExecution row, Closing closing) throws SQLException {
        end(connection, List.of(new End(row, closing)));
    }

    /** Ends different executions, of any tenants, with a constant number of statements. */
    void end(Connection connection, List<End> ends) throws SQLException {
        if (ends.isEmpty()) {
            return;
        }
        ends.forEach(end -> end.row().state().requireStepTo(end.closing().state()));
        List<LockedExecution> rows = ends.stream().map(End::row).toList();
        Map<ExecutionKey, Integer> open = SecretLeaseRows.revoke(connection, rows);
        Sql end = Sql.ofColumns(
                connection,
                END,
                ends,
                text(each -> each.row().tenant()),
                uuid(each -> each.row().id().value()),
                text(each -> each.closing().state()),
                text(each -> each.closing().error()),
                integer(each -> each.closing().exitCode()),
                text(each -> each.closing().outputs().map(JsonNode::toString)),
                text(each -> each.closing().reportDigest()));
        List<NumberedEvent> events = EventNumbers.events(
                end,
                ends,
                End::row,
                each -> event(each, open.getOrDefault(each.row().key(), 0)));
        leaveQueue(connection, rows);
        freeSlots(connection, rows);
        closeApprovals(connection, ends);
        trail.record(connection, events);
    }

    /** Only what awaits approval has one that is open. */
    private static void closeApprovals(Connection connection, List<End> ends) throws SQLException {
        List<End> awaiting = ends.stream()
                .filter(each -> each.row().state() == ExecutionState.AWAITING_APPROVAL)
                .toList();
        if (!awaiting.isEmpty()) {
            Sql.ofColumns(
                            connection,
                            CLOSE_APPROVALS,
                            awaiting,
                            text(each -> each.row().tenant()),
                            uuid(each -> each.row().id().value()),
                            text(each -> outcome(each.closing()).name().toLowerCase(Locale.ROOT)))
                    .update();
        }
    }

    private static StoredApproval.Outcome outcome(Closing closing) {
        if (closing.state() != ExecutionState.REJECTED) {
            return StoredApproval.Outcome.VOID;
        }
        return closing.error().filter(Expiry.APPROVAL_EXPIRED::equals).isPresent()
                ? StoredApproval.Outcome.EXPIRED
                : StoredApproval.Outcome.REJECTED;
    }

    /** Only what is queued has a place there. */
    private static void leaveQueue(Connection connection, List<LockedExecution> rows) throws SQLException {
        List<LockedExecution> queued = rows.stream()
                .filter(row -> row.state() == ExecutionState.QUEUED)
                .toList();
        if (!queued.isEmpty()) {
            Sql.ofColumns(
                            connection,
                            LEAVE_QUEUE,
                            queued,
                            text(LockedExecution::tenant),
                            text(LockedExecution::group),
                            uuid(row -> row.id().value()))
                    .update();
            Slots.leave(connection, queued.stream().map(LockedExecution::holder).toList());
        }
    }

    /** Others may have the slots that they had. */
    private static void freeSlots(Connection connection, List<LockedExecution> rows) throws SQLException {
        Slots.free(
                connection,
                rows.stream()
                        .filter(LockedExecution::isLimited)
                        .map(LockedExecution::holder)
                        .toList());
    }

    /** Forgets what was sealed for attempts that are over: only what was started has an envelope. */
    void wipe(Connection connection, List<LockedExecution> rows) throws SQLException {
        List<LockedExecution> started =
                rows.stream().filter(row -> row.attempt() > 0).toList();
        if (!started.isEmpty()) {
            Sql.ofColumns(
                            connection,
                            WIPE,
                            started,
                            text(LockedExecution::tenant),
                            uuid(row -> row.id().value()))
                    .exists();
        }
    }

    private ExecutionEnded event(End end, int open) {
        LockedExecution row = end.row();
        Closing closing = end.closing();
        return new ExecutionEnded(
                row.id(),
                ending(closing.state()),
                closing.actor(),
                closing.decision(),
                row.pin(),
                row.fence(),
                row.attempt(),
                closing.error(),
                closing.secret().map(SecretReference::toString),
                closing.exitCode(),
                closing.confirmed(),
                open,
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
            case REJECTED -> Ending.REJECTED;
            case AWAITING_APPROVAL, QUEUED, LEASED, RUNNING ->
                throw new IllegalArgumentException("an end without an event");
        };
    }
}
