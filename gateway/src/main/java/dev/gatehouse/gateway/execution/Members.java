package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.problem.Violation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The members of a JSON object as they are read, and everything that is wrong with them. An absent one is not. */
final class Members {
    private final JsonNode object;
    private final String pointer;
    private final Set<String> known = new HashSet<>();
    private final List<Violation> violations;

    Members(JsonNode object) {
        this(object, "", new ArrayList<>());
    }

    private Members(JsonNode object, String pointer, List<Violation> violations) {
        this.object = object;
        this.pointer = pointer;
        this.violations = violations;
        if (!object.isObject()) {
            violations.add(Violation.at(pointer, "not an object"));
        }
    }

    /** The members of a member; its mistakes count as mistakes of the whole. */
    Optional<Members> member(String name) {
        return find(name).map(value -> new Members(value, pointer + "/" + name, violations));
    }

    Optional<String> text(String name) {
        return find(name)
                .filter(value -> hold(value.isTextual(), name, "not a string"))
                .map(JsonNode::textValue);
    }

    Optional<Long> positive(String name) {
        return find(name)
                .filter(value -> hold(
                        value.canConvertToExactIntegral() && value.canConvertToLong() && value.longValue() > 0,
                        name,
                        "not a positive integer"))
                .map(JsonNode::longValue);
    }

    Optional<Integer> integer(String name) {
        return find(name)
                .filter(value ->
                        hold(value.canConvertToExactIntegral() && value.canConvertToInt(), name, "not an integer"))
                .map(JsonNode::intValue);
    }

    Optional<ObjectNode> object(String name) {
        return find(name)
                .filter(value -> hold(value.isObject(), name, "not an object"))
                .map(ObjectNode.class::cast);
    }

    List<String> texts(String name) {
        var all = new ArrayList<String>();
        find(name).filter(value -> hold(value.isArray(), name, "not an array")).ifPresent(array -> {
            for (int i = 0; i < array.size(); i++) {
                if (hold(array.get(i).isTextual(), name + "/" + i, "not a string")) {
                    all.add(array.get(i).textValue());
                }
            }
        });
        return all;
    }

    Map<String, String> textsByName(String name) {
        var all = new LinkedHashMap<String, String>();
        object(name)
                .ifPresent(object -> object.properties().forEach(entry -> {
                    String place =
                            name + "/" + entry.getKey().replace("~", "~0").replace("/", "~1");
                    if (hold(entry.getValue().isTextual(), place, "not a string")) {
                        all.put(entry.getKey(), entry.getValue().textValue());
                    }
                }));
        return all;
    }

    void require(String name) {
        if (object.isObject() && !object.has(name)) {
            refuse(name, "missing");
        }
    }

    void refuse(String name, String message) {
        violations.add(Violation.at(pointer + "/" + name, message));
    }

    /** Refuses every member that nobody read. */
    void finish() {
        object.properties().forEach(entry -> {
            if (!known.contains(entry.getKey())) {
                refuse(entry.getKey().replace("~", "~0").replace("/", "~1"), "an unknown member");
            }
        });
    }

    List<Violation> violations() {
        return List.copyOf(violations);
    }

    private Optional<JsonNode> find(String name) {
        known.add(name);
        return Optional.ofNullable(object.get(name));
    }

    private boolean hold(boolean holds, String name, String message) {
        if (!holds) {
            refuse(name, message);
        }
        return holds;
    }
}
