package dev.gatehouse.gateway.scim;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.gateway.scim.directory.ListQuery;
import dev.gatehouse.gateway.scim.directory.Page;
import dev.gatehouse.gateway.scim.directory.Start;
import dev.gatehouse.gateway.scim.filter.Filter;
import dev.gatehouse.gateway.scim.protocol.ErrorType;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import dev.gatehouse.gateway.scim.query.Condition;
import dev.gatehouse.gateway.scim.query.FilterKey;
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
 * A query for resources, by parameters or by the body of a {@code .search} (RFC 7644, section 3.4.2 and 3.4.3), in pages by
 * places or by cursors (RFC 9865).
 *
 * @param cursor where the page begins, empty for the first one; absent where places are counted
 * @param startIndex the place of the first, from 1
 * @param count the most that are wanted; none of them where only their number is
 */
record ListRequest(
        Optional<String> filter,
        Optional<String> sortBy,
        boolean descending,
        Optional<String> cursor,
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
                cursor(request.given("cursor"), request.parameter("startIndex"), request.parameter("count")),
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
                cursor(given(search, "cursor"), text(search, "startIndex"), text(search, "count")),
                startIndex(text(search, "startIndex")),
                count(text(search, "count")),
                list(search, "attributes"),
                list(search, "excludedAttributes"));
    }

    /** What resources of one type it is for. */
    ListQuery query(ResourceType type, ScimRequest request) {
        Optional<Filter> parsed = filter.map(FilterQuery::parse);
        Sources sources = type.sources();
        return new ListQuery(
                parsed.flatMap(each -> FilterKey.of(sources, request.client().tenant(), each)),
                parsed.map(each -> FilterQuery.of(sources, request.base(), each))
                        .orElse(Condition.always()),
                sortBy.map(attribute -> SortOrder.of(sources, attribute, descending)),
                cursor.filter(text -> !text.isEmpty())
                        .map(cursors(type, request)::start)
                        .orElse(new Start.At(startIndex - 1)),
                count);
    }

    /**
     * The cursor of the page behind one; nothing where that was the last one, or where places are counted.
     *
     * @param shown how many resources of the page are shown: the first ones
     */
    Optional<String> next(ResourceType type, ScimRequest request, ListQuery query, Page page, int shown) {
        if (cursor.isEmpty()
                || shown == 0
                || !(page.more() || shown < page.items().size())) {
            return Optional.empty();
        }
        Start next = query.order().isEmpty()
                ? new Start.After(page.items().get(shown - 1).id(), page.total())
                : new Start.At(query.offset() + shown);
        return Optional.of(cursors(type, request).text(next));
    }

    /** Cursors of this query: whose it is, of what, which ones and in which order. */
    private Cursor cursors(ResourceType type, ScimRequest request) {
        return new Cursor(String.join(
                "\n",
                request.client().id().toString(),
                type.schema().endpoint(),
                filter.orElse(""),
                sortBy.orElse(""),
                Boolean.toString(descending)));
    }

    Projection projection(ResourceSchema schema) {
        return Projection.of(schema, attributes, excluded);
    }

    static List<String> names(Optional<String> commas) {
        return commas.map(text -> Arrays.stream(text.split(",")).toList()).orElse(List.of());
    }

    /** A page is asked for in one of both ways; one that a cursor asks for has something on it (RFC 9865, section 2). */
    private static Optional<String> cursor(
            Optional<String> cursor, Optional<String> startIndex, Optional<String> count) {
        if (cursor.isPresent() && startIndex.isPresent()) {
            throw ScimFailure.invalidValue("A page begins at a cursor or at a startIndex, not at both.");
        }
        if (cursor.isPresent()
                && count.filter(digits -> number("count", digits) < 1).isPresent()) {
            throw ScimFailure.of(ErrorType.INVALID_COUNT, "With a cursor, count is at least 1.");
        }
        return cursor;
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
        return given(search, name).filter(text -> !text.isEmpty());
    }

    private static Optional<String> given(JsonNode search, String name) {
        return member(search, name)
                .filter(JsonNode::isValueNode)
                .filter(value -> !value.isNull())
                .map(JsonNode::asText);
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
