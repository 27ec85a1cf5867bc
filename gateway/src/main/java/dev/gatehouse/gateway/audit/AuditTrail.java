package dev.gatehouse.gateway.audit;

import static dev.gatehouse.gateway.database.Column.bytea;
import static dev.gatehouse.gateway.database.Column.integer;
import static dev.gatehouse.gateway.database.Column.text;
import static dev.gatehouse.gateway.database.Column.uuid;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingInt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.audit.AuditEvent;
import dev.gatehouse.audit.EventSealer;
import dev.gatehouse.audit.EventStamp;
import dev.gatehouse.audit.SealedEvent;
import dev.gatehouse.gateway.database.Column;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Writes events inside the transaction of the act they record: no record, no act.
 *
 * <p>An execution's events are numbered under its row lock, which this takes (in id order) or which the caller already
 * holds; the execution's own row must be there. An event that is too large fails the whole transaction.
 */
@Singleton
public final class AuditTrail {
    /** All that an event is, in one statement: each row is sent once, whatever it is written to. */
    private static final String INSERT = """
            WITH sealed AS (
                SELECT * FROM unnest(?::text[], ?::uuid[], ?::uuid[], ?::integer[], ?::text[], ?::bytea[], ?::bytea[],
                                     ?::text[])
                    AS sealed (tenant, id, execution_id, n, code, leaf, hash, fields)),
            recorded AS (
                INSERT INTO event (tenant, id, execution_id, n, code, leaf, at)
                SELECT tenant, id, execution_id, n, code, leaf, ? FROM sealed),
            detailed AS (
                INSERT INTO event_fields (tenant, event_id, fields)
                SELECT tenant, id, fields::jsonb FROM sealed WHERE fields IS NOT NULL)
            INSERT INTO pending_leaf (tenant, event_id, execution_id, n, hash)
            SELECT tenant, id, execution_id, n, hash FROM sealed""";

    private final EventSealer sealer;
    private final Supplier<UUID> ids;
    private final List<Column<SealedEvent>> columns;

    AuditTrail(EventSealer sealer, Supplier<UUID> ids, ObjectMapper json) {
        this.sealer = sealer;
        this.ids = ids;
        this.columns = List.of(
                text(event -> event.stamp().tenant()),
                uuid(event -> event.stamp().id()),
                uuid(event -> event.execution().map(ExecutionId::value)),
                integer(event -> event.stamp().n()),
                text(event -> event.code().toString()),
                bytea(event -> event.leaf().bytes()),
                bytea(event -> event.leaf().hash().bytes()),
                text(event -> fields(json, event)));
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

    private void write(Connection connection, Instant at, List<SealedEvent> sealed) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            Column.bind(insert, columns, sealed);
            insert.setObject(columns.size() + 1, at.atOffset(ZoneOffset.UTC));
            insert.executeUpdate();
        }
    }

    /** The values behind the commitments, by field; nothing where there are none. */
    private static Optional<String> fields(ObjectMapper json, SealedEvent event) {
        if (event.details().isEmpty()) {
            return Optional.empty();
        }
        Map<String, Map<String, String>> fields = new LinkedHashMap<>();
        event.details().forEach(each -> fields.put(each.field(), Map.of("salt", each.salt(), "value", each.value())));
        try {
            return Optional.of(json.writeValueAsString(fields));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts that are not JSON", e);
        }
    }
}
