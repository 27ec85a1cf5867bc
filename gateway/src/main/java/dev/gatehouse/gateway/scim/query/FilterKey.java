package dev.gatehouse.gateway.scim.query;

import dev.gatehouse.gateway.scim.filter.AttributePath;
import dev.gatehouse.gateway.scim.filter.Filter;
import dev.gatehouse.gateway.scim.filter.Filter.And;
import dev.gatehouse.gateway.scim.filter.Filter.Comparison;
import dev.gatehouse.gateway.scim.filter.Filter.Not;
import dev.gatehouse.gateway.scim.filter.Filter.OneValue;
import dev.gatehouse.gateway.scim.filter.Filter.Or;
import dev.gatehouse.gateway.scim.filter.Filter.Present;
import dev.gatehouse.gateway.scim.filter.FilterValue;
import dev.gatehouse.gateway.scim.filter.Operator;
import java.util.List;
import java.util.Optional;

/**
 * The part of a filter that few rows match and that an index finds them by: an attribute with a key of its own equals a text.
 * Which index that is is said here and not left to the planner, for without statistics it reads all users to find one.
 */
public final class FilterKey {
    private FilterKey() {}

    /** The condition of that part; nothing where the filter has none. What it finds has yet to match the whole filter. */
    public static Optional<Condition> of(Sources sources, String tenant, Filter filter) {
        return switch (filter) {
            case And(List<Filter> terms) ->
                terms.stream()
                        .flatMap(term -> of(sources, tenant, term).stream())
                        .findFirst();
            case Comparison(AttributePath path, Operator operator, FilterValue.Text(String text)) ->
                operator == Operator.EQ ? of(sources, tenant, path, text) : Optional.empty();
            case Comparison _, Or _, Not _, Present _, OneValue _ -> Optional.empty();
        };
    }

    private static Optional<Condition> of(Sources sources, String tenant, AttributePath path, String text) {
        return sources.schema().find(path).flatMap(sources::keyOf).map(key -> key.of(tenant, text));
    }
}
