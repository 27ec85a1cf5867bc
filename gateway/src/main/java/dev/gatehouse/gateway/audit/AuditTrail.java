package dev.gatehouse.gateway.audit;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingInt;

import dev.gatehouse.audit.AuditEvent;
import dev.gatehouse.audit.EventDetail;
import dev.gatehouse.audit.EventSealer;
import dev.gatehouse.audit.EventStamp;
import dev.gatehouse.audit.SealedEvent;
import dev.gatehouse.observability.ExecutionId;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Writes events inside the transaction of the act they record: no record, no act.
 *
 * <p>An execution's events are numbered under its row lock, which this takes (in id order) or which the caller already
 * holds; the execution's own row must be there. An event that is too large fails the whole transaction.
 */
@Singleton
public final class AuditTrail {
    private final EventSealer sealer;
    private final Supplier<UUID> ids;

    AuditTrail(EventSealer sealer, Supplier<UUID> ids) {
        this.sealer = sealer;
        this.ids = ids;
    }

    /**
     * Records the events, in their order, with a constant number of statements.
     *
     * @throws NoSuchElementException when an event names an execution that has no row
     */
    public List<SealedEvent> append(Connection connection, String tenant, List<? extends AuditEvent> events)
            throws SQLException {
        return events.isEmpty() ? List.of() : write(connection, tenant, events, number(connection, tenant, events));
    }

    /** Records the first event of each of these executions, whose rows this transaction has made and which count it. */
    public List<SealedEvent> begin(Connection connection, String tenant, List<? extends AuditEvent> firsts)
            throws SQLException {
        return write(connection, tenant, firsts, new HashMap<>());
    }

    private List<SealedEvent> write(
            Connection connection, String tenant, List<? extends AuditEvent> events, Map<UUID, Integer> numbers)
            throws SQLException {
        List<NumberedEvent> numbered = new ArrayList<>();
        for (AuditEvent event : events) {
            int n = event.content()
                    .execution()
                    .map(execution -> numbers.merge(execution.value(), 1, Integer::sum))
                    .orElse(0);
            numbered.add(new NumberedEvent(tenant, n, event));
        }
        return record(connection, numbered);
    }

    /** Records events of any tenants, in their order, with a constant number of statements; the rows count them already. */
    public List<SealedEvent> record(Connection connection, List<NumberedEvent> events) throws SQLException {
        if (events.isEmpty()) {
            return List.of();
        }
        Instant at = now(connection);
        List<SealedEvent> sealed = events.stream()
                .map(each -> sealer.seal(each.event(), new EventStamp(ids.get(), each.tenant(), each.n(), at)))
                .toList();
        write(connection, at, sealed);
        return sealed;
    }

    private static Instant now(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT date_trunc('milliseconds', now())");
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    /** Raises the executions' event counts, and answers the number of each one's latest event before these. */
    private static Map<UUID, Integer> number(Connection connection, String tenant, List<? extends AuditEvent> events)
            throws SQLException {
        Map<UUID, Integer> counts = events.stream()
                .flatMap(event -> event.content().execution().stream())
                .collect(groupingBy(ExecutionId::value, summingInt(_ -> 1)));
        Map<UUID, Integer> before = new HashMap<>();
        if (counts.isEmpty()) {
            return before;
        }
        try (PreparedStatement update = connection.prepareStatement("""
                WITH wanted AS (SELECT * FROM unnest(?::uuid[], ?::integer[]) AS w (id, count)),
                     locked AS (SELECT id FROM execution
                                WHERE tenant = ? AND id IN (SELECT id FROM wanted) ORDER BY id FOR UPDATE)
                UPDATE execution e SET events = e.events + w.count
                FROM locked l JOIN wanted w ON w.id = l.id
                WHERE e.tenant = ? AND e.id = l.id
                RETURNING e.id, e.events - w.count""")) {
            List<UUID> executions = List.copyOf(counts.keySet());
            update.setArray(1, connection.createArrayOf("uuid", executions.toArray()));
            update.setArray(
                    2,
                    connection.createArrayOf(
                            "integer", executions.stream().map(counts::get).toArray()));
            update.setString(3, tenant);
            update.setString(4, tenant);
            try (ResultSet rows = update.executeQuery()) {
                while (rows.next()) {
                    before.put(rows.getObject(1, UUID.class), rows.getInt(2));
                }
            }
        }
        if (before.size() != counts.size()) {
            throw new NoSuchElementException("an event of an execution that has no row");
        }
        return before;
    }

    private static void write(Connection connection, Instant at, List<SealedEvent> sealed) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO event (at, tenant, id, execution_id, n, code, leaf)
                SELECT ?, * FROM unnest(?::text[], ?::uuid[], ?::uuid[], ?::integer[], ?::text[], ?::bytea[])""")) {
            insert.setObject(1, at.atOffset(ZoneOffset.UTC));
            insert.setArray(2, tenants(connection, sealed));
            insert.setArray(
                    3, array(connection, "uuid", sealed, event -> event.stamp().id()));
            insert.setArray(4, array(connection, "uuid", sealed, AuditTrail::execution));
            insert.setArray(
                    5,
                    array(connection, "integer", sealed, event -> event.stamp().n()));
            insert.setArray(
                    6, array(connection, "text", sealed, event -> event.code().toString()));
            insert.setArray(
                    7,
                    connection.createArrayOf(
                            "bytea", bytes(sealed, event -> event.leaf().bytes())));
            insert.executeUpdate();
        }
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO pending_leaf (tenant, event_id, execution_id, n, hash)
                SELECT * FROM unnest(?::text[], ?::uuid[], ?::uuid[], ?::integer[], ?::bytea[])""")) {
            insert.setArray(1, tenants(connection, sealed));
            insert.setArray(
                    2, array(connection, "uuid", sealed, event -> event.stamp().id()));
            insert.setArray(3, array(connection, "uuid", sealed, AuditTrail::execution));
            insert.setArray(
                    4,
                    array(connection, "integer", sealed, event -> event.stamp().n()));
            insert.setArray(
                    5,
                    connection.createArrayOf(
                            "bytea", bytes(sealed, event -> event.leaf().hash().bytes())));
            insert.executeUpdate();
        }
        writeDetails(connection, sealed);
    }

    private static void writeDetails(Connection connection, List<SealedEvent> sealed) throws SQLException {
        record Row(EventStamp event, EventDetail detail) {}
        List<Row> rows = sealed.stream()
                .flatMap(event -> event.details().stream().map(detail -> new Row(event.stamp(), detail)))
                .toList();
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO event_detail (tenant, event_id, field, salt, value)
                SELECT * FROM unnest(?::text[], ?::uuid[], ?::text[], ?::bytea[], ?::text[])""")) {
            insert.setArray(
                    1, array(connection, "text", rows, row -> row.event().tenant()));
            insert.setArray(
                    2, array(connection, "uuid", rows, row -> row.event().id()));
            insert.setArray(
                    3, array(connection, "text", rows, row -> row.detail().field()));
            insert.setArray(
                    4,
                    connection.createArrayOf(
                            "bytea",
                            bytes(
                                    rows,
                                    row -> HexFormat.of().parseHex(row.detail().salt()))));
            insert.setArray(
                    5, array(connection, "text", rows, row -> row.detail().value()));
            insert.executeUpdate();
        }
    }

    private static java.sql.Array tenants(Connection connection, List<SealedEvent> sealed) throws SQLException {
        return array(connection, "text", sealed, event -> event.stamp().tenant());
    }

    private static Optional<UUID> execution(SealedEvent event) {
        return event.execution().map(ExecutionId::value);
    }

    private static <R> java.sql.Array array(Connection connection, String type, List<R> rows, Function<R, Object> value)
            throws SQLException {
        return connection.createArrayOf(
                type,
                rows.stream()
                        .map(value)
                        .map(cell -> cell instanceof Optional<?> optional ? optional.orElse(null) : cell)
                        .toArray());
    }

    private static <R> byte[][] bytes(List<R> rows, Function<R, byte[]> value) {
        return rows.stream().map(value).toArray(byte[][]::new);
    }
}
