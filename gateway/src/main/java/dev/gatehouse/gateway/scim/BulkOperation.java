package dev.gatehouse.gateway.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.gatehouse.gateway.scim.protocol.ErrorType;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One operation of a bulk request.
 *
 * @param bulkId what others call the resource that it makes
 * @param version what the resource has to be at
 */
record BulkOperation(String method, String bulkId, String path, Optional<String> version, JsonNode data) {
    private static final String REFERENCE = "bulkId:";
    private static final Set<String> METHODS = Set.of("POST", "PUT", "PATCH", "DELETE");

    static BulkOperation of(JsonNode operation) {
        return new BulkOperation(
                operation.path("method").asText().toUpperCase(Locale.ROOT),
                operation.path("bulkId").asText(),
                operation.path("path").asText(),
                Optional.of(operation.path("version").asText()).filter(text -> !text.isEmpty()),
                operation.path("data"));
    }

    /** Nothing can be done where the operation does not say what and where. */
    void requireForm() {
        if (!METHODS.contains(method)) {
            throw ScimFailure.of(ErrorType.INVALID_SYNTAX, "A method is POST, PUT, PATCH or DELETE.");
        }
        if (!path.startsWith("/")) {
            throw ScimFailure.of(ErrorType.INVALID_SYNTAX, "An operation has a path, such as /Users.");
        }
    }

    boolean creates() {
        return method.equals("POST");
    }

    /** The bulkIds of other operations that this one's path and data name. */
    Set<String> references() {
        var found = new HashSet<String>();
        collect(data, found);
        if (path.contains(REFERENCE)) {
            found.add(path.substring(path.indexOf(REFERENCE) + REFERENCE.length()));
        }
        return found;
    }

    private static void collect(JsonNode value, Set<String> found) {
        if (value.isTextual() && value.asText().startsWith(REFERENCE)) {
            found.add(value.asText().substring(REFERENCE.length()));
        }
        value.forEach(each -> collect(each, found));
    }

    /** The same with ids in the places of bulkIds; what names no operation stays as it is. */
    BulkOperation resolved(Map<String, String> ids) {
        String resolvedPath = path;
        for (String each : references()) {
            String id = ids.get(each);
            if (id != null) {
                resolvedPath = resolvedPath.endsWith(REFERENCE + each)
                        ? resolvedPath.substring(0, resolvedPath.length() - REFERENCE.length() - each.length()) + id
                        : resolvedPath;
            }
        }
        return new BulkOperation(method, bulkId, resolvedPath, version, resolved(data, ids));
    }

    private static JsonNode resolved(JsonNode value, Map<String, String> ids) {
        return switch (value) {
            case TextNode text
            when text.asText().startsWith(REFERENCE) -> {
                String id = ids.get(text.asText().substring(REFERENCE.length()));
                yield id == null ? text : TextNode.valueOf(id);
            }
            case ObjectNode object -> {
                ObjectNode copy = JsonNodeFactory.instance.objectNode();
                object.properties().forEach(each -> copy.set(each.getKey(), resolved(each.getValue(), ids)));
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = JsonNodeFactory.instance.arrayNode();
                array.forEach(each -> copy.add(resolved(each, ids)));
                yield copy;
            }
            default -> value;
        };
    }
}
