package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.job.Pointer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * One step from a document to another, in the words of a JSON Patch (RFC 6902) and with what was there before.
 *
 * @param op {@code add}, {@code remove} or {@code replace}
 * @param path the JSON Pointer of the place
 * @param before absent where something is added
 * @param after absent where something is removed
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record Difference(String op, String path, Optional<JsonNode> before, Optional<JsonNode> after) {
    /** The steps that make the one spec of the other; applied one by one in this order, they do. */
    static List<Difference> between(Optional<JsonNode> before, Optional<JsonNode> after) {
        List<Difference> steps = new ArrayList<>();
        compare(Draft.SPEC, before, after, steps);
        return List.copyOf(steps);
    }

    private static void compare(
            Pointer at, Optional<JsonNode> before, Optional<JsonNode> after, List<Difference> steps) {
        if (before.equals(after)) {
            return;
        }
        if (before.isEmpty() || after.isEmpty()) {
            steps.add(new Difference(before.isEmpty() ? "add" : "remove", at.text(), before, after));
        } else if (before.get() instanceof ObjectNode from && after.get() instanceof ObjectNode to) {
            var names = new TreeSet<String>();
            from.fieldNames().forEachRemaining(names::add);
            to.fieldNames().forEachRemaining(names::add);
            names.forEach(name -> compare(
                    at.child(name), Optional.ofNullable(from.get(name)), Optional.ofNullable(to.get(name)), steps));
        } else if (before.get() instanceof ArrayNode from && after.get() instanceof ArrayNode to) {
            elements(at, from, to, steps);
        } else {
            steps.add(new Difference("replace", at.text(), before, after));
        }
    }

    /** The surplus goes from its end, so that no step moves the place of a later one. */
    private static void elements(Pointer at, ArrayNode from, ArrayNode to, List<Difference> steps) {
        int both = Math.min(from.size(), to.size());
        for (int i = 0; i < both; i++) {
            compare(at.child(i), Optional.of(from.get(i)), Optional.of(to.get(i)), steps);
        }
        for (int i = from.size() - 1; i >= both; i--) {
            compare(at.child(i), Optional.of(from.get(i)), Optional.empty(), steps);
        }
        for (int i = both; i < to.size(); i++) {
            compare(at.child(i), Optional.empty(), Optional.of(to.get(i)), steps);
        }
    }
}
