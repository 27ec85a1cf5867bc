package dev.gatehouse.gateway.deprovision;

import dev.gatehouse.audit.AccessEvent.AccessEnding;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.database.Column;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Begins ends of access. It is called in the transaction that raises the subject's epoch, and after that: so nothing new
 * can commit that an older access allowed, and every cascade finds all that there is to end.
 */
@Singleton
public final class AccessEnds {
    private static final String INSERT = """
            INSERT INTO access_end (tenant, id, subject_id, epoch, reason, extent, token_id, session_id, caused_by)
            SELECT s.tenant, w.id, s.id, s.epoch, ?, ?, ?::uuid, ?::uuid, ?
              FROM unnest(?::uuid[], ?::uuid[]) AS w (id, subject_id)
              JOIN subject s ON s.tenant = ? AND s.id = w.subject_id""";

    private static final String STEPS = """
            INSERT INTO access_end_step (tenant, end_id, step, position)
            SELECT ?, w.id, s.step, s.position
              FROM unnest(?::uuid[]) AS w (id), unnest(?::text[]) WITH ORDINALITY AS s (step, position)""";

    /** Of many, those who have begun something that has not ended. */
    private static final String CONCERNED = """
            SELECT asked.id FROM (SELECT DISTINCT id FROM unnest(?::uuid[]) AS every (id)) asked
             WHERE EXISTS (SELECT 1 FROM execution e
                            WHERE e.tenant = ? AND e.subject_id = asked.id
                              AND e.state IN ('AWAITING_APPROVAL', 'QUEUED', 'LEASED', 'RUNNING'))
                OR EXISTS (SELECT 1 FROM execution e
                            WHERE e.tenant = ? AND e.impersonator_id = asked.id
                              AND e.state IN ('AWAITING_APPROVAL', 'QUEUED', 'LEASED', 'RUNNING'))
             ORDER BY asked.id""";

    private final CascadeSteps steps;
    private final AuditTrail trail;
    private final Supplier<UUID> ids;
    private final Event<AccessEndBegun> begun;

    AccessEnds(CascadeSteps steps, AuditTrail trail, Supplier<UUID> ids, Event<AccessEndBegun> begun) {
        this.steps = steps;
        this.trail = trail;
        this.ids = ids;
        this.begun = begun;
    }

    private record Beginning(UUID id, UUID subject) {}

    /** Begins one; its id. Whoever committed it calls {@link #hasten}. */
    public UUID begin(Connection connection, UUID subject, EndOrder order) throws SQLException {
        return beginAll(connection, List.of(subject), order).getFirst();
    }

    /**
     * Begins one for each of many who left a group, of whom most have begun nothing that could end: those are left out,
     * and their epoch is all that it takes.
     */
    public List<UUID> beginForMany(Connection connection, List<UUID> subjects, EndOrder order) throws SQLException {
        return subjects.isEmpty()
                ? List.of()
                : beginAll(connection, concerned(connection, order.tenant(), subjects), order);
    }

    /** The cascade begins now and not with this gateway's next look, a second later. After the commit. */
    public void hasten() {
        begun.fire(new AccessEndBegun());
    }

    private static List<UUID> concerned(Connection connection, String tenant, List<UUID> subjects) throws SQLException {
        try (var query = connection.prepareStatement(CONCERNED)) {
            query.setObject(1, Column.<UUID>uuid(id -> id).of(connection, subjects));
            query.setString(2, tenant);
            query.setString(3, tenant);
            return IdBatch.read(query);
        }
    }

    /** With a constant number of statements. */
    private List<UUID> beginAll(Connection connection, List<UUID> subjects, EndOrder order) throws SQLException {
        if (subjects.isEmpty()) {
            return List.of();
        }
        List<Beginning> all = subjects.stream()
                .map(subject -> new Beginning(ids.get(), subject))
                .toList();
        insert(connection, all, order);
        insertSteps(connection, all, order);
        trail.append(
                connection,
                order.tenant(),
                all.stream()
                        .map(each -> new AccessEnding(
                                order.by(),
                                order.decision(),
                                each.id(),
                                each.subject(),
                                order.reason().code(),
                                order.extent().code()))
                        .toList());
        return all.stream().map(Beginning::id).toList();
    }

    private static void insert(Connection connection, List<Beginning> all, EndOrder order) throws SQLException {
        try (var insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, order.reason().code());
            insert.setString(2, order.extent().code());
            insert.setObject(3, order.extent().tokenId().orElse(null));
            insert.setObject(4, order.extent().sessionId().orElse(null));
            insert.setObject(5, order.by().id());
            insert.setObject(6, Column.uuid(Beginning::id).of(connection, all));
            insert.setObject(7, Column.uuid(Beginning::subject).of(connection, all));
            insert.setString(8, order.tenant());
            if (insert.executeUpdate() != all.size()) {
                throw new IllegalArgumentException("an end of access of nobody");
            }
        }
    }

    private void insertSteps(Connection connection, List<Beginning> all, EndOrder order) throws SQLException {
        List<String> names =
                steps.of(order.extent()).stream().map(CascadeStep::name).toList();
        try (var insert = connection.prepareStatement(STEPS)) {
            insert.setString(1, order.tenant());
            insert.setObject(2, Column.uuid(Beginning::id).of(connection, all));
            insert.setObject(3, Column.<String>text(name -> name).of(connection, names));
            insert.executeUpdate();
        }
    }
}
