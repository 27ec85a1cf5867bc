package dev.gatehouse.gateway.scim.schema;

import static dev.gatehouse.gateway.scim.schema.Attribute.Returned.ALWAYS;
import static dev.gatehouse.gateway.scim.schema.Attribute.Returned.DEFAULT;
import static dev.gatehouse.gateway.scim.schema.Attribute.Type.COMPLEX;
import static dev.gatehouse.gateway.scim.schema.Attribute.Type.DATETIME;
import static dev.gatehouse.gateway.scim.schema.Attribute.Type.REFERENCE;
import static dev.gatehouse.gateway.scim.schema.Attribute.Type.STRING;

import dev.gatehouse.gateway.scim.filter.AttributePath;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a resource of one type may consist of: the attributes of its core schema, and those of its extensions. */
public final class ResourceSchema {
    private static final List<Attribute> COMMON = List.of(
            Attribute.common("schemas", REFERENCE, true, ALWAYS, List.of()),
            Attribute.common("id", STRING, true, ALWAYS, List.of()),
            Attribute.common("externalId", STRING, false, DEFAULT, List.of()),
            Attribute.common(
                    "meta",
                    COMPLEX,
                    true,
                    DEFAULT,
                    List.of(
                            Attribute.common("resourceType", STRING, true, DEFAULT, List.of()),
                            Attribute.common("created", DATETIME, true, DEFAULT, List.of()),
                            Attribute.common("lastModified", DATETIME, true, DEFAULT, List.of()),
                            Attribute.common("location", REFERENCE, true, DEFAULT, List.of()),
                            Attribute.common("version", STRING, true, DEFAULT, List.of()))));

    /** Users, with the enterprise extension. */
    public static final ResourceSchema USER =
            new ResourceSchema("User", "/Users", SchemaFile.USER, List.of(SchemaFile.ENTERPRISE_USER));

    public static final ResourceSchema GROUP = new ResourceSchema("Group", "/Groups", SchemaFile.GROUP, List.of());

    private final String type;
    private final String endpoint;
    private final SchemaFile core;
    private final List<Attribute> attributes;
    private final List<SchemaFile> extensions;

    private ResourceSchema(String type, String endpoint, SchemaFile core, List<SchemaFile> extensions) {
        this.type = type;
        this.endpoint = endpoint;
        this.core = core;
        this.attributes =
                Stream.concat(COMMON.stream(), core.attributes().stream()).toList();
        this.extensions = extensions;
    }

    /**
     * Where an attribute is.
     *
     * @param extension the URN of its schema, where that is not the core schema
     * @param sub its sub-attribute, where the path names one
     */
    public record Place(Optional<String> extension, Attribute attribute, Optional<Attribute> sub) {
        /** What a value at this place is: of the sub-attribute where there is one. */
        public Attribute last() {
            return sub.orElse(attribute);
        }
    }

    /** The name of the type. */
    public String type() {
        return type;
    }

    /** Its path below the base URL, with a slash. */
    public String endpoint() {
        return endpoint;
    }

    /** The URN of the core schema. */
    public String urn() {
        return core.urn();
    }

    /** Attributes of the core schema and the common ones. */
    public List<Attribute> attributes() {
        return attributes;
    }

    public List<SchemaFile> extensions() {
        return extensions;
    }

    /** The extension of that URN, in any case. */
    public Optional<SchemaFile> extension(String urn) {
        return extensions.stream()
                .filter(each -> each.urn().equalsIgnoreCase(urn))
                .findFirst();
    }

    /** Whether it is a user's password: clients send one, and there is none here, so it is read and forgotten. */
    public boolean isUnkept(AttributePath path) {
        return this == USER
                && path.schema().filter(each -> !each.equalsIgnoreCase(urn())).isEmpty()
                && path.sub().isEmpty()
                && path.name().equalsIgnoreCase("password");
    }

    /** The attribute that a client means; nothing when there is no such attribute. */
    public Optional<Place> find(AttributePath path) {
        return path.schema().isEmpty() || path.schema().get().equalsIgnoreCase(urn())
                ? place(Optional.empty(), attributes, path)
                : extension(path.schema().get())
                        .flatMap(found -> place(Optional.of(found.urn()), found.attributes(), path));
    }

    private static Optional<Place> place(Optional<String> extension, List<Attribute> attributes, AttributePath path) {
        Optional<Attribute> attribute = Attribute.find(attributes, path.name());
        if (attribute.isEmpty() || path.sub().isEmpty()) {
            return attribute.map(found -> new Place(extension, found, Optional.empty()));
        }
        return attribute
                .get()
                .sub(path.sub().get())
                .map(found -> new Place(extension, attribute.get(), Optional.of(found)));
    }
}
