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
import java.util.stream.Collectors;

/**
 * Begins ends of access. It is called in the transaction that raises the subject's epoch, and after that: so nothing new
 * can commit that an older access allowed, and every cascade finds all that there is to end.
 */
@Singleton
public final class AccessEnds {
    private static final String INSERT = """
            INSERT INTO access_end (tenant, id, subject_id, epoch, reason, extent, token_id, session_id, caused_by)
            SELECT s.tenant, w.id, s.id, s.epoch, w.reason, w.extent, w.token_id, w.session_id, w.caused_by
              FROM unnest(?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::uuid[], ?::uuid[], ?::uuid[])
                     AS w (id, subject_id, reason, extent, token_id, session_id, caused_by)
              JOIN subject s ON s.tenant = ? AND s.id = w.subject_id""";

    private static final List<Column<Beginning>> COLUMNS = List.of(
            Column.uuid(Beginning::id),
            Column.uuid(Beginning::subject),
            Column.text(each -> each.order().reason().code()),
            Column.text(each -> each.order().extent().code()),
            Column.uuid(each -> each.order().extent().tokenId()),
            Column.uuid(each -> each.order().extent().sessionId()),
            Column.uuid(each -> each.order().by().id()));

    private static final String STEPS = """
            INSERT INTO access_end_step (tenant, end_id, step, position)
            SELECT ?, w.id, s.step, s.position
              FROM unnest(?::uuid[]) AS w (id), unnest(?::text[]) WITH ORDINALITY AS s (step, position)""";

    /** Of many, those who have begun something that has not ended, or approved something that has not begun. */
    private static final String CONCERNED = """
            SELECT asked.id FROM (SELECT DISTINCT id FROM unnest(?::uuid[]) AS every (id)) asked
             WHERE EXISTS (SELECT 1 FROM execution e
                            WHERE e.tenant = ? AND e.subject_id = asked.id
                              AND e.state IN ('AWAITING_APPROVAL', 'QUEUED', 'LEASED', 'RUNNING'))
                OR EXISTS (SELECT 1 FROM execution e
                            WHERE e.tenant = ? AND e.impersonator_id = asked.id
                              AND e.state IN ('AWAITING_APPROVAL', 'QUEUED', 'LEASED', 'RUNNING'))
                OR EXISTS (SELECT 1 FROM approval_vote v
                             JOIN approval a ON a.tenant = v.tenant AND a.id = v.approval_id
                             JOIN execution e ON e.tenant = a.tenant AND e.id = a.execution_id
                            WHERE v.tenant = ? AND v.subject_id = asked.id AND v.void_at IS NULL
                              AND e.state IN ('AWAITING_APPROVAL', 'QUEUED', 'LEASED'))
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

    private record Beginning(UUID id, UUID subject, EndOrder order) {}

    /** That this subject's access ends so. */
    public record Wish(UUID subject, EndOrder order) {}

    /** Begins one; its id. Whoever committed it calls {@link #hasten}. */
    public UUID begin(Connection connection, UUID subject, EndOrder order) throws SQLException {
        return beginEach(connection, order.tenant(), List.of(new Wish(subject, order)))
                .getFirst();
    }

    /**
     * Begins one for each of many who left a group, of whom most have nothing under way that could end: those are left out,
     * and their epoch is all that it takes.
     */
    public List<UUID> beginForMany(Connection connection, List<UUID> subjects, EndOrder order) throws SQLException {
        return subjects.isEmpty()
                ? List.of()
                : beginEach(
                        connection,
                        order.tenant(),
                        concerned(connection, order.tenant(), subjects).stream()
                                .map(subject -> new Wish(subject, order))
                                .toList());
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
            query.setString(4, tenant);
            return IdBatch.read(query);
        }
    }

    /** Begins each of them, which are all the tenant's, with as many statements as there are kinds of extent. */
    public List<UUID> beginEach(Connection connection, String tenant, List<Wish> wishes) throws SQLException {
        if (wishes.isEmpty()) {
            return List.of();
        }
        List<Beginning> all = wishes.stream()
                .map(wish -> new Beginning(ids.get(), wish.subject(), wish.order()))
                .toList();
        insert(connection, tenant, all);
        var alike = all.stream()
                .collect(Collectors.groupingBy(each -> names(each.order().extent())));
        for (var each : alike.entrySet()) {
            insertSteps(connection, tenant, each.getValue(), each.getKey());
        }
        trail.append(
                connection,
                tenant,
                all.stream()
                        .map(each -> new AccessEnding(
                                each.order().by(),
                                each.order().decision(),
                                each.id(),
                                each.subject(),
                                each.order().reason().code(),
                                each.order().extent().code()))
                        .toList());
        return all.stream().map(Beginning::id).toList();
    }

    private List<String> names(Extent extent) {
        return steps.of(extent).stream().map(CascadeStep::name).toList();
    }

    private static void insert(Connection connection, String tenant, List<Beginning> all) throws SQLException {
        try (var insert = connection.prepareStatement(INSERT)) {
            Column.bind(insert, COLUMNS, all);
            insert.setString(COLUMNS.size() + 1, tenant);
            if (insert.executeUpdate() != all.size()) {
                throw new IllegalArgumentException("an end of access of nobody");
            }
        }
    }

    private static void insertSteps(Connection connection, String tenant, List<Beginning> all, List<String> names)
            throws SQLException {
        try (var insert = connection.prepareStatement(STEPS)) {
            insert.setString(1, tenant);
            insert.setObject(2, Column.uuid(Beginning::id).of(connection, all));
            insert.setObject(3, Column.<String>text(name -> name).of(connection, names));
            insert.executeUpdate();
        }
    }
}
