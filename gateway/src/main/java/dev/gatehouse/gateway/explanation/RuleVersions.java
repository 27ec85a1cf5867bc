package dev.gatehouse.gateway.explanation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.Role;
import dev.gatehouse.policy.Rule;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Says what rules are called, and what they said in the revision that decided. Thread-safe. */
@Singleton
final class RuleVersions {
    private static final String SELECT = """
            SELECT w.id, w.revision, r.namespace, r.name, r.revision AS current,
                   coalesce(v.spec, CASE WHEN r.revision = w.revision THEN r.spec END) AS spec
              FROM unnest(?::uuid[], ?::bigint[]) AS w (id, revision)
              LEFT JOIN resource r ON r.tenant = ? AND r.id = w.id
              LEFT JOIN resource_revision v ON v.tenant = ? AND v.id = w.id AND v.revision = w.revision""";

    private final ObjectMapper json;

    RuleVersions(ObjectMapper json) {
        this.json = json;
    }

    /** Each of them, in their order, as the members of a JSON object. */
    List<Map<String, Object>> items(Connection connection, String tenant, List<Rule> rules) throws SQLException {
        Map<Rule, Map<String, Object>> stored = stored(connection, tenant, rules);
        return rules.stream().map(rule -> item(rule, stored)).toList();
    }

    private static Map<String, Object> item(Rule rule, Map<Rule, Map<String, Object>> stored) {
        var item = new LinkedHashMap<String, Object>();
        item.put("kind", rule.kind());
        item.put("id", rule.id().toString());
        item.put("revision", rule.revision());
        Role.BUILT_IN.stream()
                .filter(role -> role.id().equals(rule.id()))
                .findFirst()
                .ifPresentOrElse(
                        role -> item.putAll(builtIn(role)), () -> item.putAll(stored.getOrDefault(rule, Map.of())));
        return item;
    }

    private static Map<String, Object> builtIn(Role role) {
        return Map.of(
                "name",
                role.name(),
                "builtIn",
                true,
                "spec",
                Map.of(
                        "description",
                        role.spec().description(),
                        "permissions",
                        role.spec().permissions().stream()
                                .map(Permission::toString)
                                .sorted()
                                .toList()));
    }

    private Map<Rule, Map<String, Object>> stored(Connection connection, String tenant, Collection<Rule> rules)
            throws SQLException {
        Map<UUID, String> kinds = new HashMap<>();
        rules.forEach(rule -> kinds.put(rule.id(), rule.kind()));
        try (PreparedStatement query = connection.prepareStatement(SELECT)) {
            query.setArray(
                    1,
                    connection.createArrayOf(
                            "uuid", rules.stream().map(Rule::id).toArray()));
            query.setArray(
                    2,
                    connection.createArrayOf(
                            "bigint", rules.stream().map(Rule::revision).toArray()));
            query.setString(3, tenant);
            query.setString(4, tenant);
            Map<Rule, Map<String, Object>> found = new HashMap<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    UUID id = row.getObject("id", UUID.class);
                    String kind = kinds.getOrDefault(id, "");
                    found.put(new Rule(kind, id, row.getLong("revision")), members(kind, row));
                }
            }
            return found;
        }
    }

    /** A rule that is deleted has no name any more; what it said is kept. */
    private Map<String, Object> members(String kind, ResultSet row) throws SQLException {
        var members = new LinkedHashMap<String, Object>();
        Optional.ofNullable(row.getString("name")).ifPresent(name -> members.put("name", name));
        Optional.ofNullable(row.getString("namespace")).ifPresent(name -> members.put("namespace", name));
        long current = row.getLong("current");
        if (!row.wasNull()) {
            members.put("currentRevision", current);
        }
        Optional.ofNullable(row.getString("spec"))
                .map(this::parsed)
                .ifPresent(spec -> members.put("spec", said(kind, spec)));
        return members;
    }

    /** A provider decides by whom it gives roles, and by nothing else of it. */
    private static JsonNode said(String kind, JsonNode spec) {
        return kind.equals("identityprovider") ? spec.path("grants") : spec;
    }

    private JsonNode parsed(String spec) {
        try {
            return json.readTree(spec);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored resource is not JSON", e);
        }
    }
}
