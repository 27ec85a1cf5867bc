package dev.gatehouse.gateway.scim.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.gatehouse.gateway.scim.protocol.ErrorType;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/**
 * Brings what clients send to the form that its schema says: names as they are published, {@code "True"} as true, a
 * value alone as a list of one. What is not known or not theirs to set is left out; what cannot be meant is refused.
 */
public final class Values {
    /** The most values of one attribute of a user. */
    public static final int MOST_VALUES = 1_000;

    private Values() {}

    /** A whole resource, as POST and PUT bring it: no read-only attributes, nothing that is empty. */
    public static ObjectNode document(ResourceSchema schema, JsonNode body) {
        if (!body.isObject()) {
            throw ScimFailure.of(ErrorType.INVALID_SYNTAX, "The body is not a JSON object.");
        }
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        for (var member : body.properties()) {
            Optional<SchemaFile> extension = schema.extension(member.getKey());
            if (extension.isPresent()) {
                ObjectNode own = JsonNodeFactory.instance.objectNode();
                for (var each : member.getValue().properties()) {
                    put(own, Attribute.find(extension.get().attributes(), each.getKey()), each);
                }
                if (!own.isEmpty()) {
                    document.set(extension.get().urn(), own);
                }
            } else {
                put(document, Attribute.find(schema.attributes(), member.getKey()), member);
            }
        }
        return document;
    }

    private static void put(ObjectNode into, Optional<Attribute> known, Map.Entry<String, JsonNode> member) {
        known.filter(attribute -> !attribute.readOnly())
                .ifPresent(attribute ->
                        of(attribute, member.getValue()).ifPresent(value -> into.set(attribute.name(), value)));
    }

    /** The value of an attribute, in the attribute's form; nothing where it is null or empty (RFC 7643, section 2.5). */
    public static Optional<JsonNode> of(Attribute attribute, JsonNode raw) {
        if (!attribute.multiValued()) {
            // A list of one is that one: so Entra ID writes a manager.
            return one(attribute, attribute.isComplex() && raw.isArray() && raw.size() == 1 ? raw.get(0) : raw);
        }
        ArrayNode values = JsonNodeFactory.instance.arrayNode();
        if (raw.isArray()) {
            if (raw.size() > MOST_VALUES) {
                throw ScimFailure.invalidValue(attribute.name() + " has more than " + MOST_VALUES + " values");
            }
            raw.forEach(each -> one(attribute, each).ifPresent(values::add));
        } else {
            one(attribute, raw).ifPresent(values::add);
        }
        long primary = values.valueStream()
                .filter(each -> each.path("primary").asBoolean())
                .count();
        if (primary > 1) {
            throw ScimFailure.invalidValue(attribute.name() + " has more than one primary value");
        }
        return values.isEmpty() ? Optional.empty() : Optional.of(values);
    }

    /** One value of an attribute, multi-valued or not. */
    public static Optional<JsonNode> one(Attribute attribute, JsonNode raw) {
        if (raw.isNull() || raw.isMissingNode()) {
            return Optional.empty();
        }
        return switch (attribute.type()) {
            case COMPLEX -> complex(attribute, raw).map(JsonNode.class::cast);
            case BOOLEAN -> Optional.of(BooleanNode.valueOf(truth(attribute, raw)));
            case DATETIME -> Optional.of(TextNode.valueOf(time(attribute, raw)));
            case STRING, REFERENCE, BINARY -> Optional.of(TextNode.valueOf(text(attribute, raw)));
        };
    }

    private static Optional<ObjectNode> complex(Attribute attribute, JsonNode raw) {
        ObjectNode value = JsonNodeFactory.instance.objectNode();
        if (raw.isObject()) {
            raw.properties().forEach(member -> put(value, attribute.sub(member.getKey()), member));
        } else if (raw.isTextual() && attribute.sub("value").isPresent()) {
            // A text alone is the value; an empty one is how Entra ID clears a manager.
            if (!raw.asText().isEmpty()) {
                value.put("value", DocumentText.stored(raw.asText(), attribute.name()));
            }
        } else {
            throw ScimFailure.invalidValue(attribute.name() + " is an object");
        }
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    private static boolean truth(Attribute attribute, JsonNode raw) {
        String text = raw.asText();
        if (raw.isBoolean() || (raw.isTextual() && (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")))) {
            return text.equalsIgnoreCase("true");
        }
        throw ScimFailure.invalidValue(attribute.name() + " is true or false");
    }

    private static String text(Attribute attribute, JsonNode raw) {
        if (!raw.isValueNode()) {
            throw ScimFailure.invalidValue(attribute.name() + " is a text");
        }
        return DocumentText.stored(raw.asText(), attribute.name());
    }

    private static String time(Attribute attribute, JsonNode raw) {
        try {
            OffsetDateTime.parse(raw.asText());
            return raw.asText();
        } catch (DateTimeParseException _) {
            throw ScimFailure.invalidValue(attribute.name() + " is a time as in RFC 3339");
        }
    }
}
