package dev.gatehouse.gateway.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.audit.Leaf;
import dev.gatehouse.gateway.database.Transactions;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** Finds events, oldest first, a keyset page at a time. */
@Singleton
final class EventRows {
    private static final String SEARCH = """
            SELECT e.id, l.index, e.leaf FROM event e
            LEFT JOIN leaf l ON l.tenant = e.tenant AND l.event_id = e.id
            WHERE e.tenant = ?
              AND (?::uuid IS NULL
                   OR (e.at, e.id) > (SELECT p.at, p.id FROM event p WHERE p.tenant = e.tenant AND p.id = ?::uuid))
              AND (?::text IS NULL OR e.code = ?::text)
              AND (?::uuid IS NULL OR e.execution_id = ?::uuid)
              AND (?::text IS NULL OR EXISTS (
                   SELECT 1 FROM event_detail d
                   WHERE d.tenant = e.tenant AND d.event_id = e.id AND position(?::text IN d.value) > 0))
            ORDER BY e.at, e.id LIMIT ?""";

    private final Transactions transactions;
    private final ObjectMapper json;

    EventRows(Transactions transactions, ObjectMapper json) {
        this.transactions = transactions;
        this.json = json;
    }

    /** A page of events, and the id to go on after where there are more. */
    record Page(List<EventSearch.Item> items, Optional<UUID> next) {}

    Page find(String tenant, EventSearch search) {
        return transactions.run(connection -> {
            List<EventSearch.Row> rows = rows(connection, tenant, search);
            boolean more = rows.size() > search.limit();
            List<EventSearch.Row> shown = more ? rows.subList(0, search.limit()) : rows;
            Map<UUID, Map<String, JsonNode>> details = details(connection, tenant, shown);
            return new Page(
                    shown.stream()
                            .map(row -> new EventSearch.Item(
                                    row.index(),
                                    parse(row.leaf().toString()),
                                    details.getOrDefault(row.id(), Map.of())))
                            .toList(),
                    more ? Optional.of(shown.getLast().id()) : Optional.empty());
        });
    }

    private static List<EventSearch.Row> rows(Connection connection, String tenant, EventSearch search)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(SEARCH)) {
            query.setString(1, tenant);
            int at = 2;
            for (Optional<?> condition : List.of(search.after(), search.code(), search.execution(), search.text())) {
                String value = condition.map(Object::toString).orElse(null);
                query.setString(at++, value);
                query.setString(at++, value);
            }
            query.setInt(at, search.limit() + 1);
            List<EventSearch.Row> found = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(new EventSearch.Row(
                            rows.getObject(1, UUID.class),
                            Optional.ofNullable(rows.getObject(2, Long.class)),
                            Leaf.of(rows.getBytes(3))));
                }
            }
            return found;
        }
    }

    private Map<UUID, Map<String, JsonNode>> details(Connection connection, String tenant, List<EventSearch.Row> rows)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT event_id, field, value FROM event_detail WHERE tenant = ? AND event_id = ANY (?::uuid[])""")) {
            query.setString(1, tenant);
            query.setArray(
                    2,
                    connection.createArrayOf(
                            "uuid", rows.stream().map(EventSearch.Row::id).toArray()));
            Map<UUID, Map<String, JsonNode>> details = new HashMap<>();
            try (ResultSet found = query.executeQuery()) {
                while (found.next()) {
                    details.computeIfAbsent(found.getObject(1, UUID.class), _ -> new TreeMap<>())
                            .put(found.getString(2), parse(found.getString(3)));
                }
            }
            return details;
        }
    }

    private JsonNode parse(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored event is not JSON", e);
        }
    }
}
