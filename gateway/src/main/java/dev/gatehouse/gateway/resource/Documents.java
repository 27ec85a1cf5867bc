package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;

/** Resources as documents: what is answered can be applied as it is. Thread-safe. */
@Singleton
final class Documents {
    private final ObjectMapper json;

    Documents(ObjectMapper json) {
        this.json = json;
    }

    /** The resource as it is now; with a {@code status} while its deletion waits. */
    ObjectNode of(Kind kind, ResourceEntity row) {
        ObjectNode document = of(kind, row.key(), row.revision(), row.spec());
        row.draining()
                .ifPresent(draining -> document.putObject("status")
                        .put("draining", true)
                        .put("since", draining.since().toString())
                        .put("by", draining.by().toString()));
        return document;
    }

    /** The resource as it was in a revision. */
    ObjectNode of(Kind kind, ResourceKey key, long revision, String spec) {
        ObjectNode document = json.createObjectNode();
        document.put("apiVersion", "gatehouse.dev/v1").put("kind", kind.name());
        ObjectNode metadata = document.putObject("metadata");
        if (kind.namespaced()) {
            metadata.put("namespace", key.namespace());
        }
        metadata.put("name", key.name()).put("revision", revision);
        document.set("spec", spec(spec));
        return document;
    }

    /** What became of a resource; with the differences where that was asked for. */
    ObjectNode item(Applied applied, boolean differences) {
        ResourceKey key = applied.row().key();
        ObjectNode item = json.createObjectNode()
                .put("kind", applied.kind().name())
                .put("namespace", key.namespace())
                .put("name", key.name())
                .put("revision", applied.row().revision())
                .put("change", applied.change().word());
        if (differences) {
            item.set("diff", json.valueToTree(applied.differences()));
        }
        return item;
    }

    JsonNode spec(String stored) {
        try {
            return json.readTree(stored);
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException("a stored spec is not JSON", malformed);
        }
    }

    /** The entity tag of the resource: another one after every change of what {@link #of} answers. */
    static String tag(ResourceEntity row) {
        return "\"" + row.id() + "-" + row.revision() + (row.draining().isPresent() ? "-draining" : "") + "\"";
    }
}
