package dev.gatehouse.gateway.execution;

import dev.gatehouse.audit.AccessEvent.EnvelopeRefused;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.audit.NumberedEvent;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The incidents that only a worker sees: an envelope that it was given and that does not open, because it was sealed to
 * another session or for another attempt, or was changed on its way. Each is an event of its own beside the execution's end.
 */
@Singleton
final class UnopenedEnvelopes {
    private static final String ERROR = "envelope_refused";
    private static final String REASON = "not_opened";

    private final AuditTrail trail;

    UnopenedEnvelopes(AuditTrail trail) {
        this.trail = trail;
    }

    /** Of attempts that are over, by whatever they ended. */
    void record(Connection connection, List<Closings.End> over) throws SQLException {
        record(connection, over.stream().flatMap(each -> incident(each).stream()));
    }

    /** Of an attempt that counted as lost before its report came. */
    void record(Connection connection, LockedExecution row, ReportCommand late) throws SQLException {
        UUID session = late.session().id();
        record(
                connection,
                incident(row, late.error(), Optional.of(late.session().worker()), Optional.of(session)).stream());
    }

    private void record(Connection connection, Stream<NumberedEvent> incidents) throws SQLException {
        List<NumberedEvent> events = incidents.toList();
        if (!events.isEmpty()) {
            trail.record(connection, events);
        }
    }

    private static Optional<NumberedEvent> incident(Closings.End end) {
        return incident(
                end.row(),
                end.closing().error(),
                end.closing().actor(),
                end.row().session());
    }

    private static Optional<NumberedEvent> incident(
            LockedExecution row, Optional<String> error, Optional<UUID> worker, Optional<UUID> session) {
        return error.filter(ERROR::equals)
                .flatMap(_ -> worker)
                .flatMap(by -> session.map(of -> new NumberedEvent(
                        row.tenant(), 0, new EnvelopeRefused(row.id(), by, of, row.fence(), REASON))));
    }
}
