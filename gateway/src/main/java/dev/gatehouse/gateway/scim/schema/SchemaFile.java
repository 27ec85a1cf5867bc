package dev.gatehouse.gateway.scim.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** A published schema document (RFC 7643, section 7), as {@code /Schemas} serves it. */
public record SchemaFile(String urn, List<Attribute> attributes, JsonNode document) {
    public static final SchemaFile USER = read("user");
    public static final SchemaFile ENTERPRISE_USER = read("enterprise-user");
    public static final SchemaFile GROUP = read("group");

    /** Every schema that resources here may have. */
    public static final List<SchemaFile> ALL = List.of(USER, ENTERPRISE_USER, GROUP);

    public SchemaFile {
        attributes = List.copyOf(attributes);
    }

    private static SchemaFile read(String name) {
        JsonNode document = document(name);
        return new SchemaFile(document.path("id").asText(), Attribute.all(document.path("attributes")), document);
    }

    /** A document of the discovery endpoints, by the name of its file. */
    public static JsonNode document(String name) {
        String path = "/scim/" + name + ".json";
        try (InputStream file = SchemaFile.class.getResourceAsStream(path)) {
            if (file == null) {
                throw new IllegalStateException("no resource " + path);
            }
            return new ObjectMapper().readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
