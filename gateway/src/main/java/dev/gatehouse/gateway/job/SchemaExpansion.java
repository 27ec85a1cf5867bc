package dev.gatehouse.gateway.job;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;

/**
 * The work that a schema's references can make: its size once each reference is replaced by what it names. A kilobyte
 * of references to references is more than any validator finishes, and a schema that contains itself has no size at
 * all.
 */
final class SchemaExpansion {
    static final long MOST = 20_000;

    private final JsonNode root;
    private final IdentityHashMap<JsonNode, Long> known = new IdentityHashMap<>();
    private final Set<JsonNode> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean endless;

    private SchemaExpansion(JsonNode root) {
        this.root = root;
    }

    /** The size of a schema that was not refused. */
    static long size(JsonNode schema) {
        return new SchemaExpansion(schema).expanded(schema);
    }

    /** Why the schema is too much, or nothing. */
    static Optional<String> refusal(JsonNode schema) {
        var expansion = new SchemaExpansion(schema);
        long size = expansion.expanded(schema);
        if (expansion.endless) {
            return Optional.of("the schema refers to itself without an end");
        }
        return size > MOST
                ? Optional.of("the schema's references make it larger than can be checked")
                : Optional.empty();
    }

    private long expanded(JsonNode node) {
        Long earlier = known.get(node);
        if (earlier != null) {
            return earlier;
        }
        if (!node.isContainerNode()) {
            return 1;
        }
        if (!open.add(node)) {
            endless = true;
            return 1;
        }
        long size = 1;
        for (JsonNode child : node) {
            size = Math.min(MOST + 1, size + expanded(child));
        }
        if (node.path("$ref").isTextual()) {
            size = Math.min(
                    MOST + 1,
                    size
                            + target(node.path("$ref").asText())
                                    .map(this::expanded)
                                    .orElse(0L));
        }
        open.remove(node);
        known.put(node, size);
        return size;
    }

    /** What a reference within the document names; nothing where it names nothing, which the validator refuses. */
    private Optional<JsonNode> target(String reference) {
        String fragment = reference.startsWith("#") ? reference.substring(1) : "";
        if (fragment.isEmpty()) {
            return Optional.of(root);
        }
        JsonNode found = fragment.startsWith("/") ? at(fragment) : anchored(fragment);
        return found.isMissingNode() ? Optional.empty() : Optional.of(found);
    }

    private JsonNode at(String fragment) {
        return root.at(JsonPointer.compile(URLDecoder.decode(fragment.replace("+", "%2B"), StandardCharsets.UTF_8)));
    }

    private JsonNode anchored(String name) {
        return root.findParents("$anchor").stream()
                .filter(node -> node.path("$anchor").asText().equals(name))
                .findFirst()
                .orElseGet(() -> root.path("$anchor of " + name));
    }
}
