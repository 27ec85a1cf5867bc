package dev.gatehouse.gateway.limit;

import static dev.gatehouse.gateway.database.Column.text;

import dev.gatehouse.gateway.database.Column;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What one limit counts together.
 *
 * @param namespace that declares the limit
 * @param key of what it counts apart; empty where it counts everything together
 */
record Scope(String tenant, String namespace, String per, String key) {
    static Scope of(Limit limit, Start start) {
        return new Scope(
                start.tenant(),
                limit.namespace().path(),
                limit.per().word(),
                limit.per().key(start));
    }

    static Scope read(ResultSet row) throws SQLException {
        return new Scope(
                row.getString("tenant"), row.getString("namespace"), row.getString("per"), row.getString("key"));
    }

    /** Its four columns, of items that have one, and those that follow. */
    @SafeVarargs
    static <T> List<Column<T>> columns(Function<T, Scope> scope, Column<T>... more) {
        List<Column<T>> columns = new ArrayList<>(List.of(
                text((T each) -> scope.apply(each).tenant()),
                text((T each) -> scope.apply(each).namespace()),
                text((T each) -> scope.apply(each).per()),
                text((T each) -> scope.apply(each).key())));
        for (Column<T> column : more) {
            columns.add(column);
        }
        return List.copyOf(columns);
    }
}
