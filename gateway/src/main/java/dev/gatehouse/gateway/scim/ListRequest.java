package dev.gatehouse.gateway.scim;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.gateway.scim.directory.ListQuery;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import dev.gatehouse.gateway.scim.query.Condition;
import dev.gatehouse.gateway.scim.query.FilterQuery;
import dev.gatehouse.gateway.scim.query.SortOrder;
import dev.gatehouse.gateway.scim.query.Sources;
import dev.gatehouse.gateway.scim.schema.ResourceSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A query for resources, by parameters or by the body of a {@code .search} (RFC 7644, section 3.4.2 and 3.4.3).
 *
 * @param startIndex the place of the first, from 1
 * @param count the most that are wanted; none of them where only their number is
 */
record ListRequest(
        Optional<String> filter,
        Optional<String> sortBy,
        boolean descending,
        long startIndex,
        int count,
        List<String> attributes,
        List<String> excluded) {
    /** The most resources of one page. */
    static final int LARGEST_PAGE = 1_000;

    private static final int USUAL_PAGE = 100;
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,9}");

    static ListRequest of(ScimRequest request) {
        return new ListRequest(
                request.parameter("filter"),
                request.parameter("sortBy"),
                descends(request.parameter("sortOrder")),
                startIndex(request.parameter("startIndex")),
                count(request.parameter("count")),
                names(request.parameter("attributes")),
                names(request.parameter("excludedAttributes")));
    }

    static ListRequest of(JsonNode search) {
        return new ListRequest(
                text(search, "filter"),
                text(search, "sortBy"),
                descends(text(search, "sortOrder")),
                startIndex(text(search, "startIndex")),
                count(text(search, "count")),
                list(search, "attributes"),
                list(search, "excludedAttributes"));
    }

    /**
     * What resources of one type it is for.
     *
     * @param base the URL of the door
     */
    ListQuery query(Sources sources, String base) {
        return new ListQuery(
                filter.map(text -> FilterQuery.of(sources, base, text)).orElse(Condition.always()),
                sortBy.map(attribute -> SortOrder.of(sources, attribute, descending)),
                startIndex - 1,
                count);
    }

    Projection projection(ResourceSchema schema) {
        return Projection.of(schema, attributes, excluded);
    }

    static List<String> names(Optional<String> commas) {
        return commas.map(text -> Arrays.stream(text.split(",")).toList()).orElse(List.of());
    }

    private static boolean descends(Optional<String> order) {
        return order.map(word -> {
                    if (!word.equalsIgnoreCase("ascending") && !word.equalsIgnoreCase("descending")) {
                        throw ScimFailure.invalidValue("sortOrder is ascending or descending");
                    }
                    return word.equalsIgnoreCase("descending");
                })
                .orElse(false);
    }

    /** Below 1 means 1, and below 0 none (RFC 7644, table 6). */
    private static long startIndex(Optional<String> text) {
        return Math.max(1, text.map(digits -> number("startIndex", digits)).orElse(1));
    }

    private static int count(Optional<String> text) {
        return Math.clamp(text.map(digits -> number("count", digits)).orElse(USUAL_PAGE), 0, LARGEST_PAGE);
    }

    private static int number(String name, String digits) {
        if (!NUMBER.matcher(digits).matches()) {
            throw ScimFailure.invalidValue(name + " is a number");
        }
        return Integer.parseInt(digits);
    }

    private static Optional<String> text(JsonNode search, String name) {
        return member(search, name)
                .filter(JsonNode::isValueNode)
                .filter(value -> !value.isNull())
                .map(JsonNode::asText)
                .filter(text -> !text.isEmpty());
    }

    private static List<String> list(JsonNode search, String name) {
        var names = new ArrayList<String>();
        member(search, name).ifPresent(list -> list.forEach(each -> names.add(each.asText())));
        return names.isEmpty() ? names(text(search, name)) : names;
    }

    private static Optional<JsonNode> member(JsonNode search, String name) {
        return search.properties().stream()
                .filter(each -> each.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
