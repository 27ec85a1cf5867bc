package dev.gatehouse.gateway.scim.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.gatehouse.gateway.scim.filter.AttributePath;
import dev.gatehouse.gateway.scim.filter.FilterParser;
import dev.gatehouse.gateway.scim.filter.MalformedFilter;
import dev.gatehouse.gateway.scim.filter.PatchPath;
import dev.gatehouse.gateway.scim.patch.PatchOperation.Kind;
import dev.gatehouse.gateway.scim.protocol.ErrorType;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import dev.gatehouse.gateway.scim.schema.Attribute;
import dev.gatehouse.gateway.scim.schema.ResourceSchema;
import dev.gatehouse.gateway.scim.schema.ResourceSchema.Place;
import dev.gatehouse.gateway.scim.schema.SchemaFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a PATCH body as the identity providers write it: operations in any case, values without a path whose keys are
 * paths, URNs as keys, an empty value for none. Each operation comes out with one place that exists and may be changed.
 */
public final class PatchReader {
    /** The most operations of one request, with those that a value without a path stands for. */
    public static final int MOST_OPERATIONS = 1_000;

    /** The most values that all lists of one request name; a group's members have a bound of their own. */
    static final int MOST_VALUES = 5_000;

    /** Keys of a value without a path that describe the resource, and change nothing. */
    private static final Set<String> DESCRIPTIVE = Set.of("schemas", "meta");

    private final ResourceSchema schema;
    private final String id;
    private final List<PatchOperation> operations = new ArrayList<>();
    private long values;

    private PatchReader(ResourceSchema schema, String id) {
        this.schema = schema;
        this.id = id;
    }

    /**
     * The operations of the body, in its order.
     *
     * @param id of the resource, which a value without a path may repeat
     * @throws ScimFailure when it cannot be meant
     */
    public static List<PatchOperation> read(ResourceSchema schema, String id, JsonNode body) {
        var reader = new PatchReader(schema, id);
        JsonNode list = member(body, "Operations");
        if (!list.isArray()) {
            throw ScimFailure.of(ErrorType.INVALID_SYNTAX, "A PATCH has a list of Operations.");
        }
        list.forEach(reader::operation);
        return List.copyOf(reader.operations);
    }

    private void operation(JsonNode each) {
        Kind kind = kind(member(each, "op").asText());
        String path = member(each, "path").asText("").strip();
        JsonNode value = member(each, "value");
        if (kind != Kind.REMOVE && value.isMissingNode()) {
            throw ScimFailure.of(ErrorType.INVALID_SYNTAX, "The operation has no value.");
        }
        if (!path.isEmpty() && !path.equalsIgnoreCase("null")) {
            add(kind, path, value);
        } else if (kind == Kind.REMOVE) {
            throw ScimFailure.of(ErrorType.NO_TARGET, "A remove needs a path.");
        } else if (value.isObject()) {
            value.properties().forEach(member -> withoutPath(kind, member));
        } else {
            throw ScimFailure.invalidValue("A value without a path is an object.");
        }
    }

    private static Kind kind(String op) {
        return switch (op.toLowerCase(Locale.ROOT)) {
            case "add" -> Kind.ADD;
            case "replace" -> Kind.REPLACE;
            case "remove" -> Kind.REMOVE;
            default -> throw ScimFailure.of(ErrorType.INVALID_SYNTAX, "An op is add, replace or remove.");
        };
    }

    private void withoutPath(Kind kind, Map.Entry<String, JsonNode> member) {
        String key = member.getKey();
        if (key.equalsIgnoreCase("id") && member.getValue().asText().equals(id)) {
            return;
        }
        if (DESCRIPTIVE.stream().noneMatch(key::equalsIgnoreCase)) {
            add(kind, key, member.getValue());
        }
    }

    private void add(Kind kind, String path, JsonNode value) {
        Optional<SchemaFile> extension = schema.extension(path);
        if (extension.isPresent()) {
            addAll(kind, extension.get().urn(), extension.get().attributes(), value);
        } else if (path.equalsIgnoreCase(schema.urn())) {
            addAll(kind, schema.urn(), List.of(), value);
        } else {
            add(kind, parsed(path), value);
        }
    }

    /** A whole schema is the sum of its attributes. A remove that names some of them might mean these alone. */
    private void addAll(Kind kind, String urn, List<Attribute> attributes, JsonNode value) {
        if (kind == Kind.REMOVE && !attributes.isEmpty() && value.isMissingNode()) {
            attributes.forEach(each -> add(kind, urn + ":" + each.name(), value));
        } else if (kind != Kind.REMOVE && value.isObject()) {
            value.properties().stream()
                    .filter(member -> !member.getKey().equalsIgnoreCase("schemas"))
                    .forEach(member -> add(kind, urn + ":" + member.getKey(), member.getValue()));
        } else {
            throw ScimFailure.of(ErrorType.NO_TARGET, "A schema as a whole takes an object of its attributes.");
        }
    }

    private void add(Kind kind, PatchPath path, JsonNode value) {
        var attribute =
                new AttributePath(path.attribute().schema(), path.attribute().name(), path.sub());
        if (schema.isUnkept(attribute)) {
            return;
        }
        Place place = schema.find(attribute)
                .orElseThrow(() -> ScimFailure.of(
                        ErrorType.INVALID_PATH, "There is no attribute " + attribute + " of a " + schema.type()));
        if (path.filter().isPresent()
                && !(place.attribute().multiValued() && place.attribute().isComplex())) {
            throw ScimFailure.of(ErrorType.INVALID_PATH, place.attribute().name() + " has no values to choose from");
        }
        if (place.attribute().readOnly() || place.last().readOnly()) {
            throw ScimFailure.of(ErrorType.MUTABILITY, place.last().name() + " cannot be changed by a client");
        }
        if (operations.size() == MOST_OPERATIONS) {
            throw ScimFailure.of(413, "A PATCH has at most " + MOST_OPERATIONS + " operations.");
        }
        if (!place.attribute().name().equals("members")) {
            values += value.isArray() ? value.size() : 1;
        }
        if (values > MOST_VALUES) {
            throw ScimFailure.of(413, "A PATCH names at most " + MOST_VALUES + " values.");
        }
        if (path.filter().isEmpty() && isSlip(kind, place, value)) {
            throw ScimFailure.invalidValue("This value would remove everything of "
                    + place.attribute().name() + ": a remove without a value does, and a replace by an empty list.");
        }
        operations.add(meant(kind, place, path, value));
    }

    /**
     * Whether the operation would take all values of an attribute, and is less likely to want that than to have lost what it
     * was to say: a list that was not filled is written as null or as an empty text.
     */
    private static boolean isSlip(Kind kind, Place place, JsonNode value) {
        if (kind == Kind.ADD || !place.attribute().multiValued()) {
            return false;
        }
        if (place.sub().isPresent()) {
            return kind == Kind.REMOVE ? !value.isMissingNode() : value.isNull() || isEmptyList(value);
        }
        return value.isNull() || (value.isTextual() && value.asText().isBlank());
    }

    /** To replace by nothing is to remove; of a complex attribute an empty text is nothing. */
    private static PatchOperation meant(Kind kind, Place place, PatchPath path, JsonNode value) {
        boolean nothing = value.isNull()
                || isEmptyList(value)
                || (place.last().isComplex()
                        && value.isTextual()
                        && value.asText().isEmpty());
        Kind meant = kind == Kind.REPLACE && nothing ? Kind.REMOVE : kind;
        JsonNode kept = value.isMissingNode() || meant != kind ? NullNode.instance : value;
        return new PatchOperation(meant, place, path.filter(), kept);
    }

    private static boolean isEmptyList(JsonNode value) {
        return value.isArray() && value.isEmpty();
    }

    private static PatchPath parsed(String path) {
        try {
            return FilterParser.parsePath(path);
        } catch (MalformedFilter malformed) {
            throw ScimFailure.of(ErrorType.INVALID_PATH, "The path cannot be read: " + malformed.getMessage());
        }
    }

    /** A member in any case: some clients write {@code operations}. */
    private static JsonNode member(JsonNode object, String name) {
        return object.properties().stream()
                .filter(each -> each.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(() -> object.path(name));
    }
}
