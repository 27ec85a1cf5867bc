package dev.gatehouse.gateway.scim.query;

import dev.gatehouse.gateway.scim.filter.AttributePath;
import dev.gatehouse.gateway.scim.filter.FilterParser;
import dev.gatehouse.gateway.scim.filter.MalformedFilter;
import dev.gatehouse.gateway.scim.filter.PatchPath;
import dev.gatehouse.gateway.scim.protocol.ErrorType;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import dev.gatehouse.gateway.scim.query.Source.Column;
import dev.gatehouse.gateway.scim.query.Source.Rows;
import dev.gatehouse.gateway.scim.schema.ResourceSchema.Place;
import java.util.Optional;

/** The order of a list (RFC 7644, section 3.4.2.3) as an ORDER BY clause; of several values the primary one counts. */
public final class SortOrder {
    private SortOrder() {}

    /**
     * The clause for an attribute that a client names.
     *
     * @throws ScimFailure when lists cannot be ordered by it
     */
    public static String of(Sources sources, String attribute, boolean descending) {
        return sql(sources, attribute) + (descending ? " DESC" : " ASC");
    }

    private static String sql(Sources sources, String attribute) {
        Place place = place(sources, attribute);
        Optional<Source> source =
                place.attribute().multiValued() || place.sub().isEmpty() ? sources.of(place) : sources.ofSub(place);
        return switch (source.orElseThrow(() -> unknown(attribute))) {
            case Column column -> ordered(column, attribute);
            case Rows rows -> {
                String sub = place.sub().isPresent() ? place.sub().get().name() : "value";
                Column column = Optional.ofNullable(rows.columns().get(sub)).orElseThrow(() -> unknown(attribute));
                yield "(SELECT " + ordered(column, attribute) + " FROM " + rows.from() + " WHERE " + rows.where()
                        + " ORDER BY " + rows.first() + " LIMIT 1)";
            }
        };
    }

    private static String ordered(Column column, String attribute) {
        return switch (column.kind()) {
            case FOLDED -> "lower(" + column.sql() + ") COLLATE \"C\"";
            case EXACT, LOCATION -> column.sql() + " COLLATE \"C\"";
            case LOWERED, BOOLEAN, TIME, ID -> column.sql();
            case OBJECT -> throw unknown(attribute);
        };
    }

    private static Place place(Sources sources, String attribute) {
        try {
            PatchPath path = FilterParser.parsePath(attribute);
            return sources.schema()
                    .find(new AttributePath(
                            path.attribute().schema(), path.attribute().name(), path.sub()))
                    .filter(_ -> path.filter().isEmpty())
                    .orElseThrow(() -> unknown(attribute));
        } catch (MalformedFilter malformed) {
            throw unknown(attribute);
        }
    }

    private static ScimFailure unknown(String attribute) {
        return ScimFailure.of(ErrorType.INVALID_PATH, "Nothing here can be ordered by " + attribute + ".");
    }
}
