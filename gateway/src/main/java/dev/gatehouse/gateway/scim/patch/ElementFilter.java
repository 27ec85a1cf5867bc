package dev.gatehouse.gateway.scim.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.scim.filter.Filter;
import dev.gatehouse.gateway.scim.filter.Filter.And;
import dev.gatehouse.gateway.scim.filter.Filter.Comparison;
import dev.gatehouse.gateway.scim.filter.Filter.Not;
import dev.gatehouse.gateway.scim.filter.Filter.OneValue;
import dev.gatehouse.gateway.scim.filter.Filter.Or;
import dev.gatehouse.gateway.scim.filter.Filter.Present;
import dev.gatehouse.gateway.scim.filter.FilterValue;
import dev.gatehouse.gateway.scim.filter.Operator;
import dev.gatehouse.gateway.scim.protocol.ErrorType;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import dev.gatehouse.gateway.scim.schema.Attribute;
import dev.gatehouse.gateway.scim.schema.Values;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Chooses values of a complex multi-valued attribute in a document, by the filter of a PATCH path. */
final class ElementFilter {
    private final Attribute attribute;
    private final Filter filter;

    ElementFilter(Attribute attribute, Filter filter) {
        this.attribute = attribute;
        this.filter = filter;
    }

    boolean matches(JsonNode element) {
        return matches(filter, element);
    }

    /**
     * The value that the filter describes, where it says nothing but what sub-attributes are: {@code type eq "work"}
     * describes a value for work, and {@code type ne "home"} none.
     */
    Optional<ObjectNode> described() {
        List<Filter> terms = filter instanceof And(List<Filter> all) ? all : List.of(filter);
        ObjectNode element = JsonNodeFactory.instance.objectNode();
        for (Filter term : terms) {
            if (!(term instanceof Comparison comparison) || comparison.operator() != Operator.EQ) {
                return Optional.empty();
            }
            Attribute sub = sub(comparison.path().name());
            JsonNode value = json(comparison.value());
            if (element.has(sub.name())) {
                return Optional.empty();
            }
            Values.one(sub, value).ifPresent(found -> element.set(sub.name(), found));
        }
        return Optional.of(element);
    }

    private boolean matches(Filter each, JsonNode element) {
        return switch (each) {
            case And(List<Filter> terms) -> terms.stream().allMatch(term -> matches(term, element));
            case Or(List<Filter> terms) -> terms.stream().anyMatch(term -> matches(term, element));
            case Not(Filter term) -> !matches(term, element);
            case Present(var path) -> element.hasNonNull(sub(path.name()).name());
            case Comparison comparison -> matches(comparison, element);
            case OneValue(var path, var _) ->
                throw ScimFailure.of(ErrorType.INVALID_PATH, path + " has no values to choose from");
        };
    }

    private boolean matches(Comparison comparison, JsonNode element) {
        if (comparison.path().sub().isPresent() || comparison.path().schema().isPresent()) {
            throw unknown(comparison.path().toString());
        }
        Attribute sub = sub(comparison.path().name());
        JsonNode have = element.path(sub.name());
        if (comparison.value() instanceof FilterValue.Nothing) {
            return comparison.operator() == Operator.EQ ? have.isMissingNode() : !have.isMissingNode();
        }
        if (have.isMissingNode()) {
            return comparison.operator() == Operator.NE;
        }
        String left = folded(sub, have.asText());
        String right = folded(sub, json(comparison.value()).asText());
        return switch (comparison.operator()) {
            case EQ -> left.equals(right);
            case NE -> !left.equals(right);
            case CO -> left.contains(right);
            case SW -> left.startsWith(right);
            case EW -> left.endsWith(right);
            case GT -> left.compareTo(right) > 0;
            case GE -> left.compareTo(right) >= 0;
            case LT -> left.compareTo(right) < 0;
            case LE -> left.compareTo(right) <= 0;
        };
    }

    private static String folded(Attribute sub, String text) {
        return sub.caseExact() ? text : text.toLowerCase(Locale.ROOT);
    }

    private Attribute sub(String name) {
        return attribute.sub(name).orElseThrow(() -> unknown(name));
    }

    private ScimFailure unknown(String name) {
        return ScimFailure.of(ErrorType.INVALID_PATH, attribute.name() + " has no sub-attribute " + name);
    }

    private static JsonNode json(FilterValue value) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (value) {
            case FilterValue.Text(String text) -> json.textNode(text);
            case FilterValue.Numeric(var number) -> json.textNode(number.toPlainString());
            case FilterValue.Truth(boolean truth) -> json.booleanNode(truth);
            case FilterValue.Nothing() -> json.nullNode();
        };
    }
}
