package dev.gatehouse.gateway.limit;

import dev.gatehouse.gateway.database.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** SQL statements of this package, run with their values or with columns of many. */
final class Statements {
    private Statements() {}

    /** Makes a value of the row the cursor is on. */
    @FunctionalInterface
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    static <T> List<T> list(Connection connection, String sql, RowReader<T> reader, Object... values)
            throws SQLException {
        try (PreparedStatement query = prepared(connection, sql, values)) {
            return rows(query, reader);
        }
    }

    static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement update = prepared(connection, sql, values)) {
            return update.executeUpdate();
        }
    }

    /** The first places take a column each. */
    static <I, T> List<T> list(
            Connection connection, String sql, List<Column<I>> columns, List<I> items, RowReader<T> reader)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            Column.bind(query, columns, items);
            return rows(query, reader);
        }
    }

    /** The first places take a column each. */
    static <I> void update(Connection connection, String sql, List<Column<I>> columns, List<I> items)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            Column.bind(update, columns, items);
            update.executeUpdate();
        }
    }

    private static PreparedStatement prepared(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    private static <T> List<T> rows(PreparedStatement query, RowReader<T> reader) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            List<T> found = new ArrayList<>();
            while (row.next()) {
                found.add(reader.read(row));
            }
            return List.copyOf(found);
        }
    }
}
