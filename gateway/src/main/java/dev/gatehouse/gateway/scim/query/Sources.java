package dev.gatehouse.gateway.scim.query;

import dev.gatehouse.gateway.scim.query.Source.Column;
import dev.gatehouse.gateway.scim.query.Source.Kind;
import dev.gatehouse.gateway.scim.query.Source.Rows;
import dev.gatehouse.gateway.scim.schema.Attribute;
import dev.gatehouse.gateway.scim.schema.ResourceSchema;
import dev.gatehouse.gateway.scim.schema.ResourceSchema.Place;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The attributes that a client may find resources by, and where each lies: an allow-list. Statements name a user's row
 * {@code u}, and a group's row {@code g}.
 */
public final class Sources {
    /** Attributes of users. */
    public static final Sources USER = new Sources(
            ResourceSchema.USER,
            users(),
            Map.of(
                    ":userName",
                    Key.lowered(
                            "u.tenant COLLATE \"C\" = ? AND u.user_name_lc = ? AND u.user_name_lc <> '' AND u.deleted_at IS NULL"),
                    ":externalId",
                    Key.exact("u.tenant COLLATE \"C\" = ? AND u.external_id = ?"),
                    ":emails",
                    Key.lowered("u.tenant = ? AND u.id = ANY (ARRAY(SELECT e.user_id FROM user_email e"
                            + " WHERE e.tenant COLLATE \"C\" = ? AND e.value_lc = ?))")));

    /** Attributes of groups. */
    public static final Sources GROUP = new Sources(
            ResourceSchema.GROUP,
            groups(),
            Map.of(
                    ":displayName",
                    Key.lowered(
                            "g.tenant COLLATE \"C\" = ? AND g.display_name_lc = ? AND g.source = 'scim' AND g.deleted_at IS NULL"),
                    ":externalId",
                    Key.exact("g.tenant COLLATE \"C\" = ? AND g.external_id = ?")));

    private final ResourceSchema schema;
    private final Map<String, Source> byName;
    private final Map<String, Key> keys;

    private Sources(ResourceSchema schema, Map<String, Source> byName, Map<String, Key> keys) {
        this.schema = schema;
        this.byName = Map.copyOf(byName);
        this.keys = Map.copyOf(keys);
    }

    ResourceSchema schema() {
        return schema;
    }

    /** Where an attribute as a whole lies; nothing when resources cannot be found by it. */
    Optional<Source> of(Place place) {
        return Optional.ofNullable(byName.get(key(place.extension(), place.attribute(), Optional.empty())));
    }

    /** Where the sub-attribute of a complex attribute with one value lies. */
    Optional<Source> ofSub(Place place) {
        return Optional.ofNullable(byName.get(key(place.extension(), place.attribute(), place.sub())));
    }

    /** The key of what identity providers look people and groups up by. */
    Optional<Key> keyOf(Place place) {
        boolean value = place.sub().isEmpty() || place.sub().get().name().equals("value");
        return value
                ? Optional.ofNullable(keys.get(key(place.extension(), place.attribute(), Optional.empty())))
                : Optional.empty();
    }

    private static String key(Optional<String> extension, Attribute attribute, Optional<Attribute> sub) {
        return extension.orElse("") + ":" + attribute.name()
                + sub.map(each -> "." + each.name()).orElse("");
    }

    private static Map<String, Source> users() {
        var sources = new HashMap<String, Source>();
        ResourceSchema.USER.attributes().forEach(each -> inDocument(sources, Optional.empty(), each));
        ResourceSchema.USER
                .extensions()
                .forEach(extension -> extension
                        .attributes()
                        .forEach(each -> inDocument(sources, Optional.of(extension.urn()), each)));
        common(sources, "u", ResourceSchema.USER);
        sources.put(":userName", new Column("u.user_name_lc", Kind.LOWERED));
        sources.put(":displayName", new Column("u.display_name", Kind.FOLDED));
        sources.put(
                ":active",
                new Column("(SELECT s.active FROM subject s WHERE s.tenant = u.tenant AND s.id = u.id)", Kind.BOOLEAN));
        sources.put(
                ":emails",
                new Rows(
                        "user_email e",
                        "e.tenant = u.tenant AND e.user_id = u.id",
                        "e.is_primary DESC NULLS LAST, e.position",
                        Map.of(
                                "value", new Column("e.value_lc", Kind.LOWERED),
                                "type", new Column("e.type", Kind.FOLDED),
                                "display", new Column("e.display", Kind.FOLDED),
                                "primary", new Column("e.is_primary", Kind.BOOLEAN))));
        sources.put(
                ":groups",
                new Rows(
                        "membership m JOIN directory_group mg ON mg.tenant = m.tenant AND mg.id = m.group_id",
                        "m.tenant = u.tenant AND m.user_id = u.id AND mg.client_id = u.client_id",
                        "m.group_id",
                        Map.of(
                                "value", new Column("m.group_id", Kind.ID),
                                "$ref", new Column(location(ResourceSchema.GROUP, "m.group_id"), Kind.LOCATION),
                                "type", new Column("'direct'", Kind.FOLDED),
                                "display", new Column("mg.display_name_lc", Kind.LOWERED))));
        return sources;
    }

    private static Map<String, Source> groups() {
        var sources = new HashMap<String, Source>();
        common(sources, "g", ResourceSchema.GROUP);
        sources.put(":displayName", new Column("g.display_name_lc", Kind.LOWERED));
        sources.put(
                ":members",
                new Rows(
                        "membership m JOIN directory_user mu ON mu.tenant = m.tenant AND mu.id = m.user_id",
                        "m.tenant = g.tenant AND m.group_id = g.id AND mu.deleted_at IS NULL",
                        "m.user_id",
                        Map.of(
                                "value", new Column("m.user_id", Kind.ID),
                                "$ref", new Column(location(ResourceSchema.USER, "m.user_id"), Kind.LOCATION),
                                "display", new Column("COALESCE(mu.display_name, mu.user_name)", Kind.FOLDED),
                                "type", new Column("'User'", Kind.FOLDED))));
        return sources;
    }

    private static void common(Map<String, Source> sources, String row, ResourceSchema schema) {
        sources.remove(":meta");
        sources.put(":schemas", schemas(row, schema));
        sources.put(":id", new Column(row + ".id", Kind.ID));
        sources.put(":externalId", new Column(row + ".external_id", Kind.EXACT));
        sources.put(":meta.resourceType", new Column("'" + schema.type() + "'", Kind.EXACT));
        sources.put(":meta.location", new Column(location(schema, row + ".id"), Kind.LOCATION));
        sources.put(":meta.version", new Column("('W/\"' || " + row + ".version || '\"')", Kind.EXACT));
        sources.put(":meta.created", new Column(row + ".created_at", Kind.TIME));
        sources.put(":meta.lastModified", new Column(row + ".changed_at", Kind.TIME));
    }

    private static String location(ResourceSchema schema, String id) {
        return "('" + schema.endpoint() + "/' || " + id + ")";
    }

    /** The core schema, and each extension of which the resource has something. */
    private static Rows schemas(String row, ResourceSchema schema) {
        String all = "ARRAY['" + schema.urn() + "']"
                + schema.extensions().stream()
                        .map(each -> " || CASE WHEN %1$s.attributes->'%2$s' IS NOT NULL THEN '%2$s' END"
                                .formatted(row, each.urn()))
                        .collect(Collectors.joining());
        return new Rows(
                "unnest(" + all + ") AS s (urn)",
                "s.urn IS NOT NULL",
                "s.urn",
                Map.of("value", new Column("s.urn", Kind.FOLDED)));
    }

    /** Attributes that only the document has. Their names are those of the schema, so none holds a quote. */
    private static void inDocument(Map<String, Source> sources, Optional<String> extension, Attribute attribute) {
        if (attribute.returned() == Attribute.Returned.NEVER || attribute.readOnly()) {
            return;
        }
        String holder = "u.attributes" + extension.map(urn -> "->'" + urn + "'").orElse("");
        String key = key(extension, attribute, Optional.empty());
        if (attribute.multiValued()) {
            var columns = new HashMap<String, Column>();
            found(attribute.subAttributes()).forEach(sub -> columns.put(sub.name(), column("e.v", sub)));
            sources.put(
                    key,
                    new Rows(
                            "jsonb_array_elements(" + holder + "->'" + attribute.name() + "') AS e (v)",
                            "true",
                            "(e.v->>'primary')::boolean DESC NULLS LAST",
                            columns));
        } else if (attribute.isComplex()) {
            sources.put(key, new Column(holder + "->'" + attribute.name() + "'", Kind.OBJECT));
            found(attribute.subAttributes())
                    .forEach(sub -> sources.put(
                            key(extension, attribute, Optional.of(sub)),
                            column(holder + "->'" + attribute.name() + "'", sub)));
        } else {
            sources.put(key, column(holder, attribute));
        }
    }

    private static List<Attribute> found(List<Attribute> attributes) {
        return attributes.stream()
                .filter(each -> each.returned() != Attribute.Returned.NEVER)
                .toList();
    }

    private static Column column(String holder, Attribute attribute) {
        String text = holder + "->>'" + attribute.name() + "'";
        return attribute.type() == Attribute.Type.BOOLEAN
                ? new Column("(" + text + ")::boolean", Kind.BOOLEAN)
                : new Column("(" + text + ")", attribute.caseExact() ? Kind.EXACT : Kind.FOLDED);
    }
}
