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
import java.time.ZoneOffset;
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
    /** How many events one request looks at: where few of many are wanted, a page is short and still has a next. */
    private static final int BOUND = 5_000;

    /** How many events' values are read at once: inputs and outputs may have a quarter of a mebibyte each. */
    private static final int PART = 32;

    /** A page whose values have become so long ends. */
    private static final int LONG = 4 * 1024 * 1024;

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
            List<EventSearch.Row> wanted = more ? rows.subList(0, search.limit()) : rows;
            List<EventSearch.Item> items = items(connection, tenant, wanted);
            return new Page(
                    items,
                    more || items.size() < wanted.size()
                            ? Optional.of(wanted.get(items.size() - 1).id())
                            : end(connection, tenant, search));
        });
    }

    /** As many of them, from the first, as are worth one page. */
    private List<EventSearch.Item> items(Connection connection, String tenant, List<EventSearch.Row> rows)
            throws SQLException {
        List<EventSearch.Item> items = new ArrayList<>();
        long length = 0;
        while (items.size() < rows.size() && length <= LONG) {
            List<EventSearch.Row> part = rows.subList(items.size(), Math.min(items.size() + PART, rows.size()));
            Map<UUID, Map<String, String>> details = details(connection, tenant, part);
            for (EventSearch.Row row : part) {
                Map<String, JsonNode> values = new TreeMap<>();
                details.getOrDefault(row.id(), Map.of()).forEach((field, value) -> values.put(field, parse(value)));
                items.add(new EventSearch.Item(row.index(), parse(row.leaf().toString()), values));
            }
            length += details.values().stream()
                    .flatMap(each -> each.values().stream())
                    .mapToLong(String::length)
                    .sum();
        }
        return items;
    }

    /** Text of a statement, and the values of its places. */
    private record Part(String text, List<Object> values) {
        PreparedStatement prepare(Connection connection) throws SQLException {
            PreparedStatement statement = connection.prepareStatement(text);
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
            return statement;
        }
    }

    /** The events that one request looks at, in the order of an index. */
    private static Part looked(String tenant, EventSearch search) {
        var text = new StringBuilder("SELECT e.at, e.id, e.code, e.leaf FROM event e WHERE e.tenant = ?");
        var values = new ArrayList<Object>(List.of(tenant));
        search.execution().ifPresent(execution -> {
            text.append(" AND e.execution_id = ?");
            values.add(execution);
        });
        search.since().ifPresent(first -> {
            text.append(" AND e.at >= ?");
            values.add(first.atOffset(ZoneOffset.UTC));
        });
        search.after().ifPresent(last -> {
            text.append(" AND (e.at, e.id) > (SELECT p.at, p.id FROM event p WHERE p.tenant = ? AND p.id = ?)");
            values.add(tenant);
            values.add(last);
        });
        text.append(" ORDER BY e.at, e.id LIMIT ").append(BOUND);
        return new Part(text.toString(), values);
    }

    private static List<EventSearch.Row> rows(Connection connection, String tenant, EventSearch search)
            throws SQLException {
        Part looked = looked(tenant, search);
        var text = new StringBuilder("SELECT e.id, l.index, e.leaf FROM (")
                .append(looked.text())
                .append(") AS e LEFT JOIN leaf l ON l.tenant = ? AND l.event_id = e.id WHERE true");
        var values = new ArrayList<>(looked.values());
        values.add(tenant);
        search.code().ifPresent(code -> {
            text.append(" AND e.code = ?");
            values.add(code);
        });
        search.text().ifPresent(words -> {
            text.append(" AND EXISTS (SELECT 1 FROM event_detail d")
                    .append(" WHERE d.tenant = ? AND d.event_id = e.id AND position(? IN d.value) > 0)");
            values.add(tenant);
            values.add(words);
        });
        text.append(" ORDER BY e.at, e.id LIMIT ?");
        values.add(search.limit() + 1);
        List<EventSearch.Row> found = new ArrayList<>();
        try (PreparedStatement query = new Part(text.toString(), values).prepare(connection);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                found.add(new EventSearch.Row(
                        rows.getObject(1, UUID.class),
                        Optional.ofNullable(rows.getObject(2, Long.class)),
                        Leaf.of(rows.getBytes(3))));
            }
        }
        return found;
    }

    /** The last event that was looked at, where there may be more. */
    private static Optional<UUID> end(Connection connection, String tenant, EventSearch search) throws SQLException {
        if (search.code().isEmpty() && search.text().isEmpty()) {
            return Optional.empty();
        }
        Part looked = looked(tenant, search);
        String text = "SELECT e.id FROM (" + looked.text() + ") AS e ORDER BY e.at, e.id OFFSET " + (BOUND - 1);
        try (PreparedStatement query = new Part(text, looked.values()).prepare(connection);
                ResultSet last = query.executeQuery()) {
            return last.next() ? Optional.of(last.getObject(1, UUID.class)) : Optional.empty();
        }
    }

    private static Map<UUID, Map<String, String>> details(
            Connection connection, String tenant, List<EventSearch.Row> rows) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT event_id, field, value FROM event_detail WHERE tenant = ? AND event_id = ANY (?::uuid[])""")) {
            query.setString(1, tenant);
            query.setArray(
                    2,
                    connection.createArrayOf(
                            "uuid", rows.stream().map(EventSearch.Row::id).toArray()));
            Map<UUID, Map<String, String>> details = new HashMap<>();
            try (ResultSet found = query.executeQuery()) {
                while (found.next()) {
                    details.computeIfAbsent(found.getObject(1, UUID.class), _ -> new HashMap<>())
                            .put(found.getString(2), found.getString(3));
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
