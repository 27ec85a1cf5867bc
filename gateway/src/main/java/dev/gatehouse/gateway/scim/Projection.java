package dev.gatehouse.gateway.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.scim.filter.AttributePath;
import dev.gatehouse.gateway.scim.filter.FilterParser;
import dev.gatehouse.gateway.scim.filter.MalformedFilter;
import dev.gatehouse.gateway.scim.filter.PatchPath;
import dev.gatehouse.gateway.scim.schema.ResourceSchema;
import dev.gatehouse.gateway.scim.schema.ResourceSchema.Place;
import dev.gatehouse.gateway.scim.schema.SchemaFile;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What of a resource an answer shows (RFC 7644, section 3.9): only what {@code attributes} names, else all but what
 * {@code excludedAttributes} names. The id and the schemas are always there; a name that is none of the schema's is
 * passed over.
 */
final class Projection {
    private static final Set<String> ALWAYS = Set.of("id", "schemas");

    private final ResourceSchema schema;
    private final boolean only;

    /** Named attributes by their place, {@code URN:name} or {@code name}; with the named sub-attributes, if not all. */
    private final Map<String, Set<String>> named = new HashMap<>();

    private Projection(ResourceSchema schema, boolean only) {
        this.schema = schema;
        this.only = only;
    }

    static Projection of(ResourceSchema schema, List<String> attributes, List<String> excluded) {
        var projection = new Projection(schema, !attributes.isEmpty());
        (attributes.isEmpty() ? excluded : attributes).forEach(projection::name);
        return projection;
    }

    private void name(String text) {
        String path = text.strip();
        Optional<SchemaFile> extension = schema.extension(path);
        if (extension.isPresent()) {
            extension
                    .get()
                    .attributes()
                    .forEach(each -> named.put(extension.get().urn() + ":" + each.name(), Set.of()));
        } else {
            place(path)
                    .ifPresent(place ->
                            name(key(place.extension(), place.attribute().name()), place));
        }
    }

    private void name(String key, Place place) {
        Set<String> known = named.get(key);
        if (place.sub().isEmpty() || (known != null && known.isEmpty())) {
            named.put(key, Set.of());
        } else {
            var subs = new HashSet<>(known == null ? Set.of() : known);
            subs.add(place.sub().get().name());
            named.put(key, subs);
        }
    }

    private Optional<Place> place(String path) {
        try {
            PatchPath parsed = FilterParser.parsePath(path);
            return schema.find(new AttributePath(
                    parsed.attribute().schema(), parsed.attribute().name(), parsed.sub()));
        } catch (MalformedFilter _) {
            return Optional.empty();
        }
    }

    private static String key(Optional<String> extension, String name) {
        return extension.map(urn -> urn + ":").orElse("") + name;
    }

    /** Whether anything of the attribute is shown. */
    boolean shows(String attribute) {
        Set<String> subs = named.get(attribute);
        return only ? subs != null || ALWAYS.contains(attribute) : subs == null || !subs.isEmpty();
    }

    /** Whether the sub-attribute is named by itself: only so is one shown that is returned on request. */
    boolean asksFor(String attribute, String sub) {
        return only && named.getOrDefault(attribute, Set.of()).contains(sub);
    }

    ObjectNode of(ObjectNode resource) {
        if (!only && named.isEmpty()) {
            return resource;
        }
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        for (var member : resource.properties()) {
            if (schema.extension(member.getKey()).isPresent()) {
                ObjectNode own = JsonNodeFactory.instance.objectNode();
                member.getValue().properties().forEach(each -> show(own, each, member.getKey() + ":" + each.getKey()));
                if (!own.isEmpty()) {
                    shown.set(member.getKey(), own);
                }
            } else if (ALWAYS.contains(member.getKey())) {
                shown.set(member.getKey(), member.getValue());
            } else {
                show(shown, member, member.getKey());
            }
        }
        return shown;
    }

    private void show(ObjectNode into, Map.Entry<String, JsonNode> member, String key) {
        Set<String> subs = named.get(key);
        if (subs == null) {
            if (!only) {
                into.set(member.getKey(), member.getValue());
            }
        } else if (!subs.isEmpty()) {
            JsonNode part = part(member.getValue(), subs);
            if (!part.isEmpty()) {
                into.set(member.getKey(), part);
            }
        } else if (only) {
            into.set(member.getKey(), member.getValue());
        }
    }

    private JsonNode part(JsonNode value, Set<String> subs) {
        if (value instanceof ArrayNode list) {
            ArrayNode parts = JsonNodeFactory.instance.arrayNode();
            list.forEach(each -> parts.add(part(each, subs)));
            return parts;
        }
        ObjectNode part = JsonNodeFactory.instance.objectNode();
        value.properties().stream()
                .filter(each -> subs.contains(each.getKey()) == only)
                .forEach(each -> part.set(each.getKey(), each.getValue()));
        return part;
    }
}
