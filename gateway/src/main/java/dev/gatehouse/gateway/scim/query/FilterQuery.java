package dev.gatehouse.gateway.scim.query;

import dev.gatehouse.gateway.scim.filter.AttributePath;
import dev.gatehouse.gateway.scim.filter.Filter;
import dev.gatehouse.gateway.scim.filter.Filter.And;
import dev.gatehouse.gateway.scim.filter.Filter.Comparison;
import dev.gatehouse.gateway.scim.filter.Filter.Not;
import dev.gatehouse.gateway.scim.filter.Filter.OneValue;
import dev.gatehouse.gateway.scim.filter.Filter.Or;
import dev.gatehouse.gateway.scim.filter.Filter.Present;
import dev.gatehouse.gateway.scim.filter.FilterParser;
import dev.gatehouse.gateway.scim.filter.MalformedFilter;
import dev.gatehouse.gateway.scim.protocol.ErrorType;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import dev.gatehouse.gateway.scim.query.Source.Column;
import dev.gatehouse.gateway.scim.query.Source.Rows;
import dev.gatehouse.gateway.scim.schema.ResourceSchema.Place;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A filter as a condition in SQL.
 *
 * <p>A comparison with a value that is not there is unknown to SQL and false to SCIM; both drop the row, so only where
 * something is negated must unknown become false first.
 */
public final class FilterQuery {
    private final Sources sources;
    private final String base;

    private FilterQuery(Sources sources, String base) {
        this.sources = sources;
        this.base = base;
    }

    /**
     * The condition of the filter.
     *
     * @param base the URL of the door, with which locations begin
     * @throws ScimFailure when it names what resources cannot be found by
     */
    public static Condition of(Sources sources, String base, Filter filter) {
        return new FilterQuery(sources, base).condition(filter);
    }

    /**
     * The filter of a text.
     *
     * @throws ScimFailure when it is none
     */
    public static Filter parse(String text) {
        try {
            return FilterParser.parse(text);
        } catch (MalformedFilter malformed) {
            throw ScimFailure.of(ErrorType.INVALID_FILTER, "The filter cannot be read: " + malformed.getMessage());
        }
    }

    private Condition condition(Filter filter) {
        return switch (filter) {
            case And(List<Filter> terms) -> joined(terms, "AND", this::condition);
            case Or(List<Filter> terms) -> joined(terms, "OR", this::condition);
            case Not(Filter term) -> negated(condition(term));
            case Present(AttributePath path) -> about(path, Compared::present);
            case Comparison(AttributePath path, var operator, var value) ->
                about(path, column -> Compared.with(column, operator, value, base));
            case OneValue(AttributePath path, Filter inner) ->
                switch (whole(path)) {
                    case Rows rows -> exists(rows, inValue(rows, path, inner));
                    case Column _ -> throw unknown(path + "[…]");
                };
        };
    }

    private Condition inValue(Rows rows, AttributePath of, Filter filter) {
        return switch (filter) {
            case And(List<Filter> terms) -> joined(terms, "AND", term -> inValue(rows, of, term));
            case Or(List<Filter> terms) -> joined(terms, "OR", term -> inValue(rows, of, term));
            case Not(Filter term) -> negated(inValue(rows, of, term));
            case Present(AttributePath path) -> Compared.present(sub(rows, of, path));
            case Comparison(AttributePath path, var operator, var value) ->
                Compared.with(sub(rows, of, path), operator, value, base);
            case OneValue(AttributePath path, var _) -> throw unknown(path + "[…]");
        };
    }

    private static Condition joined(List<Filter> terms, String word, Function<Filter, Condition> condition) {
        return Condition.joined(terms.stream().map(condition).toList(), word);
    }

    private static Condition negated(Condition condition) {
        return new Condition("NOT COALESCE(" + condition.sql() + ", false)", condition.parameters());
    }

    /** Of an attribute with several values one of them has to match; without a sub-attribute their {@code value}. */
    private Condition about(AttributePath path, Function<Column, Condition> test) {
        Place place = place(path);
        Optional<Source> source =
                place.attribute().multiValued() || place.sub().isEmpty() ? sources.of(place) : sources.ofSub(place);
        return switch (source.orElseThrow(() -> unknown(path.toString()))) {
            case Column column -> test.apply(column);
            case Rows rows -> {
                String sub = place.sub().isPresent() ? place.sub().get().name() : "value";
                yield exists(rows, test.apply(column(rows, sub, path.toString())));
            }
        };
    }

    private static Condition exists(Rows rows, Condition condition) {
        return new Condition(
                "EXISTS (SELECT 1 FROM " + rows.from() + " WHERE " + rows.where() + " AND " + condition.sql() + ")",
                condition.parameters());
    }

    private Source whole(AttributePath path) {
        return sources.of(place(path)).orElseThrow(() -> unknown(path.toString()));
    }

    private Place place(AttributePath path) {
        return sources.schema().find(path).orElseThrow(() -> unknown(path.toString()));
    }

    private Column sub(Rows rows, AttributePath of, AttributePath path) {
        String name = path.schema().isEmpty() && path.sub().isEmpty()
                ? place(of)
                        .attribute()
                        .sub(path.name())
                        .map(each -> each.name())
                        .orElse("")
                : "";
        return column(rows, name, of + "." + path);
    }

    private static Column column(Rows rows, String sub, String path) {
        return Optional.ofNullable(rows.columns().get(sub)).orElseThrow(() -> unknown(path));
    }

    private static ScimFailure unknown(String path) {
        return ScimFailure.of(ErrorType.INVALID_FILTER, "Nothing here can be found by " + path + ".");
    }
}
