package dev.gatehouse.gateway.scim.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One attribute with its characteristics (RFC 7643, section 2.2 and 7). Names are equal in any case. */
public record Attribute(
        String name,
        Type type,
        boolean multiValued,
        boolean required,
        boolean caseExact,
        boolean readOnly,
        Returned returned,
        List<Attribute> subAttributes) {
    public Attribute {
        subAttributes = List.copyOf(subAttributes);
    }

    /** The data type (RFC 7643, section 2.3). */
    public enum Type {
        STRING,
        BOOLEAN,
        DATETIME,
        REFERENCE,
        BINARY,
        COMPLEX
    }

    /** When an attribute is in an answer; one that never is may not be found by either. */
    public enum Returned {
        ALWAYS,
        DEFAULT,
        REQUEST,
        NEVER
    }

    static Attribute of(JsonNode described) {
        return new Attribute(
                described.path("name").asText(),
                Type.valueOf(described.path("type").asText().toUpperCase(Locale.ROOT)),
                described.path("multiValued").asBoolean(),
                described.path("required").asBoolean(),
                described.path("caseExact").asBoolean(),
                described.path("mutability").asText().equals("readOnly"),
                Returned.valueOf(described.path("returned").asText().toUpperCase(Locale.ROOT)),
                all(described.path("subAttributes")));
    }

    static List<Attribute> all(JsonNode described) {
        var attributes = new ArrayList<Attribute>();
        described.forEach(each -> attributes.add(of(each)));
        return attributes;
    }

    /** A common attribute, which no schema document describes (RFC 7643, section 3.1). */
    static Attribute common(
            String name, Type type, boolean readOnly, Returned returned, List<Attribute> subAttributes) {
        return new Attribute(name, type, false, false, true, readOnly, returned, subAttributes);
    }

    public Optional<Attribute> sub(String wanted) {
        return find(subAttributes, wanted);
    }

    public boolean isComplex() {
        return type == Type.COMPLEX;
    }

    static Optional<Attribute> find(List<Attribute> attributes, String wanted) {
        return attributes.stream()
                .filter(each -> each.name().equalsIgnoreCase(wanted))
                .findFirst();
    }
}
