package dev.gatehouse.gateway.scim.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.scim.patch.PatchOperation.Kind;
import dev.gatehouse.gateway.scim.protocol.ErrorType;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import dev.gatehouse.gateway.scim.schema.Attribute;
import dev.gatehouse.gateway.scim.schema.ResourceSchema.Place;
import dev.gatehouse.gateway.scim.schema.Values;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Applies operations to a document, each to what the ones before it left. */
public final class DocumentPatch {
    private final ObjectNode document;

    private DocumentPatch(ObjectNode document) {
        this.document = document;
    }

    /** The document after all operations; the given one stays as it is. */
    public static ObjectNode apply(ObjectNode document, List<PatchOperation> operations) {
        var patch = new DocumentPatch(document.deepCopy());
        operations.forEach(patch::apply);
        return patch.document;
    }

    private void apply(PatchOperation operation) {
        Place place = operation.place();
        ObjectNode parent = parent(place);
        if (place.attribute().multiValued()) {
            applyToValues(parent, operation);
        } else if (place.sub().isPresent()) {
            applyToSub(parent, operation);
        } else {
            applyToWhole(parent, operation);
        }
        if (!isSame(parent, document) && parent.isEmpty()) {
            document.remove(place.extension().orElseThrow());
        }
    }

    private ObjectNode parent(Place place) {
        return place.extension().isPresent()
                ? document.withObjectProperty(place.extension().get())
                : document;
    }

    private static void applyToWhole(ObjectNode parent, PatchOperation operation) {
        Attribute attribute = operation.place().attribute();
        if (operation.kind() == Kind.REMOVE) {
            remove(parent, attribute);
            return;
        }
        Values.of(attribute, operation.value()).ifPresent(value -> {
            if (value instanceof ObjectNode members && parent.path(attribute.name()) instanceof ObjectNode known) {
                known.setAll(members);
            } else {
                parent.set(attribute.name(), value);
            }
        });
    }

    private static void applyToSub(ObjectNode parent, PatchOperation operation) {
        Attribute attribute = operation.place().attribute();
        Attribute sub = operation.place().last();
        if (operation.kind() != Kind.REMOVE) {
            Values.of(sub, operation.value())
                    .ifPresent(
                            value -> parent.withObjectProperty(attribute.name()).set(sub.name(), value));
        } else if (parent.path(attribute.name()) instanceof ObjectNode known) {
            known.remove(sub.name());
            if (known.isEmpty()) {
                parent.remove(attribute.name());
            }
        }
    }

    private static void applyToValues(ObjectNode parent, PatchOperation operation) {
        Attribute attribute = operation.place().attribute();
        List<JsonNode> values = new ArrayList<>();
        parent.path(attribute.name()).forEach(values::add);
        List<JsonNode> changed = changed(values, operation);
        if (changed.size() > Values.MOST_VALUES) {
            throw ScimFailure.invalidValue(
                    attribute.name() + " would have more than " + Values.MOST_VALUES + " values");
        }
        if (changed.isEmpty()) {
            remove(parent, attribute);
        } else {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            changed.forEach(list::add);
            parent.set(attribute.name(), list);
        }
    }

    private static List<JsonNode> changed(List<JsonNode> values, PatchOperation operation) {
        if (operation.filter().isPresent()) {
            var filter = new ElementFilter(
                    operation.place().attribute(), operation.filter().get());
            return chosen(values, operation, filter);
        }
        if (operation.place().sub().isPresent()) {
            return allSubs(values, operation);
        }
        return switch (operation.kind()) {
            case ADD -> added(values, given(operation));
            case REPLACE -> replaced(operation);
            case REMOVE -> removed(values, operation);
        };
    }

    private static List<JsonNode> given(PatchOperation operation) {
        List<JsonNode> given = new ArrayList<>();
        Values.of(operation.place().attribute(), operation.value()).ifPresent(list -> list.forEach(given::add));
        return given;
    }

    /** Whoever wants no values says so by an empty list, which is a remove by now; here are values in which nothing is. */
    private static List<JsonNode> replaced(PatchOperation operation) {
        List<JsonNode> given = given(operation);
        if (given.isEmpty()) {
            throw ScimFailure.invalidValue(
                    operation.place().attribute().name() + " has no values in what replaces them");
        }
        return given;
    }

    /**
     * A value that is there already is not there twice; a new primary one is the only one (RFC 7644, section 3.5.2). The
     * set is of what is named, not of what is there: texts of equal hashes make it slow, and few may be named.
     */
    private static List<JsonNode> added(List<JsonNode> values, List<JsonNode> more) {
        Set<JsonNode> missing = new LinkedHashSet<>(more);
        values.forEach(missing::remove);
        if (missing.stream().anyMatch(each -> each.path("primary").asBoolean())) {
            values.forEach(DocumentPatch::demote);
            values.forEach(missing::remove);
        }
        List<JsonNode> all = new ArrayList<>(values);
        all.addAll(missing);
        return all;
    }

    /**
     * Without a value all values go; with one, those that have everything it says. A list of nothing removes nothing: it
     * is more likely a mistake than the wish to lose them all.
     */
    private static List<JsonNode> removed(List<JsonNode> values, PatchOperation operation) {
        if (operation.value().isNull()) {
            return List.of();
        }
        Map<JsonNode, List<JsonNode>> unwanted =
                given(operation).stream().collect(Collectors.groupingBy(DocumentPatch::value));
        List<JsonNode> withoutValue = unwanted.getOrDefault(MissingNode.getInstance(), List.of());
        List<JsonNode> left = new ArrayList<>(values);
        left.removeIf(
                value -> says(value, unwanted.getOrDefault(value(value), List.of())) || says(value, withoutValue));
        return left;
    }

    private static boolean says(JsonNode value, List<JsonNode> described) {
        return described.stream().anyMatch(each -> says(value, each));
    }

    private static boolean says(JsonNode value, JsonNode described) {
        return described.isObject()
                ? described
                        .propertyStream()
                        .allMatch(member -> member.getValue().equals(value.path(member.getKey())))
                : described.equals(value);
    }

    private static List<JsonNode> chosen(List<JsonNode> values, PatchOperation operation, ElementFilter filter) {
        List<JsonNode> all = new ArrayList<>(values);
        List<ObjectNode> matching = new ArrayList<>();
        for (JsonNode each : all) {
            if (filter.matches(each)) {
                matching.add((ObjectNode) each);
            }
        }
        if (operation.kind() == Kind.REMOVE) {
            return withoutChosen(all, matching, operation);
        }
        if (matching.isEmpty()) {
            ObjectNode made = filter.described()
                    .orElseThrow(() -> ScimFailure.of(ErrorType.NO_TARGET, "No value matches the filter of the path."));
            matching.add(made);
            all.add(made);
        }
        Optional<ObjectNode> described = filter.described();
        for (ObjectNode each : matching) {
            if (operation.kind() == Kind.REPLACE && operation.place().sub().isEmpty()) {
                each.removeAll();
                described.ifPresent(each::setAll);
            }
            set(all, each, operation);
        }
        all.removeIf(JsonNode::isEmpty);
        return all;
    }

    /** Two elements may be equal and still be two. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(Object one, Object other) {
        return one == other;
    }

    /** By what most values are told apart, so that those of an operation are found without a look at each. */
    private static JsonNode value(JsonNode element) {
        return element.path("value");
    }

    private static List<JsonNode> withoutChosen(
            List<JsonNode> all, List<ObjectNode> matching, PatchOperation operation) {
        Optional<Attribute> sub = operation.place().sub();
        if (sub.isEmpty()) {
            Set<JsonNode> chosen = Collections.newSetFromMap(new IdentityHashMap<>());
            chosen.addAll(matching);
            all.removeIf(chosen::contains);
        } else {
            matching.forEach(each -> each.remove(sub.get().name()));
            all.removeIf(JsonNode::isEmpty);
        }
        return all;
    }

    private static void set(List<JsonNode> all, ObjectNode element, PatchOperation operation) {
        Attribute target = operation.place().last();
        Optional<JsonNode> value = Values.one(target, operation.value());
        if (value.isEmpty()) {
            return;
        }
        boolean wasPrimary = element.path("primary").asBoolean();
        if (operation.place().sub().isPresent()) {
            element.set(target.name(), value.get());
        } else {
            element.setAll((ObjectNode) value.get());
        }
        if (!wasPrimary && element.path("primary").asBoolean()) {
            all.stream().filter(other -> !isSame(other, element)).forEach(DocumentPatch::demote);
        }
    }

    /** {@code emails.value} is one place only where there is one value, or none yet. */
    private static List<JsonNode> allSubs(List<JsonNode> values, PatchOperation operation) {
        List<JsonNode> all = new ArrayList<>(values);
        if (operation.kind() == Kind.REMOVE) {
            return withoutChosen(all, all.stream().map(ObjectNode.class::cast).toList(), operation);
        }
        if (all.size() > 1) {
            throw ScimFailure.of(
                    ErrorType.NO_TARGET,
                    operation.place().attribute().name() + " has several values: a filter has to choose");
        }
        if (all.isEmpty()) {
            all.add(JsonNodeFactory.instance.objectNode());
        }
        set(all, (ObjectNode) all.getFirst(), operation);
        all.removeIf(JsonNode::isEmpty);
        return all;
    }

    private static void demote(JsonNode value) {
        if (value instanceof ObjectNode element && element.path("primary").asBoolean()) {
            element.set("primary", BooleanNode.FALSE);
        }
    }

    private static void remove(ObjectNode parent, Attribute attribute) {
        if (attribute.required()) {
            throw ScimFailure.of(ErrorType.MUTABILITY, attribute.name() + " is required");
        }
        parent.remove(attribute.name());
    }
}
