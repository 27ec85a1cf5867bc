package dev.gatehouse.gateway.scim.query;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A condition of a WHERE clause.
 *
 * @param sql with a {@code ?} for each parameter
 */
public record Condition(String sql, List<Object> parameters) {
    static final Condition NEVER = new Condition("false", List.of());
    static final Condition ALWAYS = new Condition("true", List.of());

    public Condition {
        parameters = List.copyOf(parameters);
    }

    /** What holds for every row. */
    public static Condition always() {
        return ALWAYS;
    }

    static Condition of(String sql, Object... parameters) {
        return new Condition(sql, List.of(parameters));
    }

    static Condition joined(List<Condition> conditions, String word) {
        var parameters = new ArrayList<Object>();
        conditions.forEach(each -> parameters.addAll(each.parameters()));
        return new Condition(
                conditions.stream().map(Condition::sql).collect(Collectors.joining(" " + word + " ", "(", ")")),
                parameters);
    }

    /** Sets the parameters from this place on, and answers the place after them. */
    public int bind(PreparedStatement statement, int from) throws SQLException {
        int place = from;
        for (Object each : parameters) {
            statement.setObject(place++, each);
        }
        return place;
    }
}
