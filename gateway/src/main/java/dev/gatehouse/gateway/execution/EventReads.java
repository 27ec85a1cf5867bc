package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.policy.ExecutionReadPermit;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** The audit events of one execution, in their order, with the values that its reader may know. */
@Singleton
final class EventReads {
    private static final String OUTPUTS = "outputs";

    private final Transactions transactions;
    private final ObjectMapper json;

    EventReads(Transactions transactions, ObjectMapper json) {
        this.transactions = transactions;
        this.json = json;
    }

    /** One event: what its leaf says, and the values behind its commitments. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Item(
            String id,
            int n,
            String code,
            String at,
            Optional<String> actor,
            Optional<String> resource,
            Optional<String> decision,
            JsonNode facts,
            Map<String, JsonNode> fields) {}

    private record Stored(UUID id, String leaf) {}

    /** Outputs are left out unless the reader may read them. */
    Page<Item> page(ExecutionReadPermit permit, boolean outputs, int after, int limit) {
        return transactions.run(connection -> {
            List<Stored> stored = Sql.of(
                            connection,
                            """
                            SELECT id, leaf FROM event
                            WHERE tenant = ? AND execution_id = ? AND n > ? ORDER BY n LIMIT ?""",
                            permit.subject().tenant(),
                            permit.execution().value(),
                            after,
                            limit + 1)
                    .list(row -> new Stored(
                            row.getObject("id", UUID.class), new String(row.getBytes("leaf"), StandardCharsets.UTF_8)));
            var fields = fields(connection, permit.subject().tenant(), stored);
            return Page.of(
                    stored.stream()
                            .map(each -> item(each, fields.getOrDefault(each.id(), Map.of()), outputs))
                            .toList(),
                    limit,
                    item -> Integer.toString(item.n()));
        });
    }

    private Map<UUID, Map<String, JsonNode>> fields(Connection connection, String tenant, List<Stored> events)
            throws SQLException {
        var ids =
                connection.createArrayOf("uuid", events.stream().map(Stored::id).toArray());
        var all = new TreeMap<UUID, Map<String, JsonNode>>();
        Sql.of(
                        connection,
                        "SELECT event_id, field, value FROM event_detail WHERE tenant = ? AND event_id = ANY (?)",
                        tenant,
                        ids)
                .list(row -> add(all, row));
        return all;
    }

    private boolean add(Map<UUID, Map<String, JsonNode>> all, ResultSet row) throws SQLException {
        all.computeIfAbsent(row.getObject("event_id", UUID.class), _ -> new TreeMap<>())
                .put(row.getString("field"), parse(row.getString("value")));
        return true;
    }

    private Item item(Stored event, Map<String, JsonNode> fields, boolean outputs) {
        JsonNode leaf = parse(event.leaf());
        var disclosed = new TreeMap<>(fields);
        if (!outputs) {
            disclosed.remove(OUTPUTS);
        }
        return new Item(
                leaf.path("id").asText(),
                leaf.path("n").asInt(),
                leaf.path("code").asText(),
                leaf.path("at").asText(),
                text(leaf, "actor"),
                text(leaf, "resource"),
                text(leaf, "decision"),
                leaf.path("facts").isObject() ? leaf.get("facts") : new ObjectNode(json.getNodeFactory()),
                disclosed);
    }

    private static Optional<String> text(JsonNode leaf, String member) {
        return Optional.ofNullable(leaf.get(member)).map(JsonNode::asText);
    }

    private JsonNode parse(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("a stored event that is not JSON", damaged);
        }
    }
}
