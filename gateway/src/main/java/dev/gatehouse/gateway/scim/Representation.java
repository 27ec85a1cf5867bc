package dev.gatehouse.gateway.scim;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.scim.directory.Found;
import dev.gatehouse.gateway.scim.directory.Precondition;
import dev.gatehouse.gateway.scim.schema.ResourceSchema;
import java.util.UUID;

/** A stored resource in the form of RFC 7643, section 3: schemas, id, what the client wrote, and meta. */
final class Representation {
    private Representation() {}

    /**
     * The whole resource.
     *
     * @param more an attribute that the gateway adds; nothing where it is empty
     */
    static ObjectNode of(ResourceSchema schema, String base, Found found, String attribute, ArrayNode more) {
        ObjectNode resource = JsonNodeFactory.instance.objectNode();
        ArrayNode schemas = resource.putArray("schemas").add(schema.urn());
        schema.extensions().stream()
                .map(each -> each.urn())
                .filter(found.document()::has)
                .forEach(schemas::add);
        resource.put("id", found.id().toString());
        resource.setAll(found.document());
        if (!more.isEmpty()) {
            resource.set(attribute, more);
        }
        resource.putObject("meta")
                .put("resourceType", schema.type())
                .put("created", found.created().toString())
                .put("lastModified", found.changed().toString())
                .put("location", location(schema, base, found.id()))
                .put("version", Precondition.tag(found.version()));
        return resource;
    }

    static String location(ResourceSchema schema, String base, UUID id) {
        return base + schema.endpoint() + "/" + id;
    }
}
