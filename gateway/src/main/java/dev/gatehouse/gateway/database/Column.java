package dev.gatehouse.gateway.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One value of each item of a list, all of one SQL type: what {@code unnest} makes rows of. An empty Optional is NULL.
 *
 * <p>The arrays have the types that the driver sends as bytes: it would write a list of any others as text, character by
 * character, for the server to read it so.
 */
public final class Column<T> {
    private final String type;
    private final IntFunction<@Nullable Object[]> cells;
    private final Function<T, ?> value;

    private Column(String type, IntFunction<@Nullable Object[]> cells, Function<T, ?> value) {
        this.type = type;
        this.cells = cells;
        this.value = value;
    }

    public static <T> Column<T> text(Function<T, ?> value) {
        return new Column<>("text", String[]::new, value);
    }

    public static <T> Column<T> uuid(Function<T, ?> value) {
        return new Column<>("uuid", Object[]::new, value);
    }

    public static <T> Column<T> integer(Function<T, ?> value) {
        return new Column<>("integer", Integer[]::new, value);
    }

    public static <T> Column<T> bigint(Function<T, ?> value) {
        return new Column<>("bigint", Long[]::new, value);
    }

    public static <T> Column<T> smallint(Function<T, Integer> value) {
        return new Column<>("smallint", Short[]::new, value.andThen(Integer::shortValue));
    }

    public static <T> Column<T> bool(Function<T, Boolean> value) {
        return new Column<>("boolean", Boolean[]::new, value);
    }

    public static <T> Column<T> bytea(Function<T, byte[]> value) {
        return new Column<>("bytea", byte[][]::new, value);
    }

    /** Fills the first places of a statement with the columns of these items. */
    public static <T> void bind(PreparedStatement statement, List<Column<T>> columns, List<T> items)
            throws SQLException {
        for (int i = 0; i < columns.size(); i++) {
            statement.setObject(i + 1, columns.get(i).of(statement.getConnection(), items));
        }
    }

    /** The column of these items, for a place that is cast to an array of its type, as in {@code ?::uuid[]}. */
    public Object of(Connection connection, List<T> items) throws SQLException {
        @Nullable Object[] array = cells.apply(items.size());
        for (int i = 0; i < array.length; i++) {
            array[i] = plain(value.apply(items.get(i)));
        }
        return type.equals("uuid") ? literal(array) : connection.createArrayOf(type, array);
    }

    /** Of ids, which the driver knows as text only, and in which nothing has to be escaped. */
    private static String literal(@Nullable Object[] ids) {
        var text = new StringBuilder(2 + ids.length * 37).append('{');
        for (int i = 0; i < ids.length; i++) {
            @Nullable Object id = ids[i];
            text.append(i == 0 ? "" : ",").append(id == null ? "NULL" : id);
        }
        return text.append('}').toString();
    }

    private static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case Optional<?> optional -> optional.isPresent() ? plain(optional.get()) : null;
            case Enum<?> constant -> constant.name();
            case null, default -> value;
        };
    }
}
