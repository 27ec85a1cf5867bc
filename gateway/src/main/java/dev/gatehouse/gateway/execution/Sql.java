package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.database.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One SQL statement and the values of its places, in their order; an empty Optional is NULL. */
final class Sql {
    private final Connection connection;
    private final String text;
    private final Object[] values;

    private Sql(Connection connection, String text, Object[] values) {
        this.connection = connection;
        this.text = text;
        this.values = values;
    }

    /** Makes a value of the row the cursor is on. */
    @FunctionalInterface
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    static Sql of(Connection connection, String text, Object... values) {
        return new Sql(connection, text, values);
    }

    /** Places that each take an array: a column with one value of each item, for {@code unnest}. */
    @SafeVarargs
    static <T> Sql ofColumns(Connection connection, String text, List<T> items, Column<T>... columns)
            throws SQLException {
        Object[] arrays = new Object[columns.length];
        for (int i = 0; i < columns.length; i++) {
            arrays[i] = columns[i].of(connection, items);
        }
        return new Sql(connection, text, arrays);
    }

    /** How many rows the statement changed. */
    int update() throws SQLException {
        try (PreparedStatement statement = prepare()) {
            return statement.executeUpdate();
        }
    }

    <T> List<T> list(RowReader<T> reader) throws SQLException {
        try (PreparedStatement statement = prepare();
                ResultSet rows = statement.executeQuery()) {
            var all = new ArrayList<T>();
            while (rows.next()) {
                all.add(reader.read(rows));
            }
            return List.copyOf(all);
        }
    }

    <T> Optional<T> first(RowReader<T> reader) throws SQLException {
        return list(reader).stream().findFirst();
    }

    boolean exists() throws SQLException {
        return first(_ -> true).orElse(false);
    }

    static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    static Optional<String> text(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }

    static <T> Optional<T> value(ResultSet row, String column, Class<T> type) throws SQLException {
        return Optional.ofNullable(row.getObject(column, type));
    }

    private PreparedStatement prepare() throws SQLException {
        PreparedStatement statement = connection.prepareStatement(text);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, plain(values[i]));
        }
        return statement;
    }

    private static @Nullable Object plain(Object value) {
        return switch (value) {
            case Optional<?> optional -> optional.isPresent() ? plain(optional.get()) : null;
            case Enum<?> constant -> constant.name();
            case Instant instant -> instant.atOffset(ZoneOffset.UTC);
            default -> value;
        };
    }
}
