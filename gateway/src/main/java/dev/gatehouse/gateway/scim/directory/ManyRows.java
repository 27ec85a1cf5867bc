package dev.gatehouse.gateway.scim.directory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Runs statements that join a list of ids with tables, in a time that grows with the list.
 *
 * <p>The planner takes every list for a short one, and tables that were filled a moment ago for small ones. Then it
 * compares each with each: 50,000 ids with 50,000 rows take minutes. So a long list is joined by hash. Its statement has
 * a text of its own, for a plan that was made once stays with its text.
 */
final class ManyRows {
    private static final int MANY = 100;

    private ManyRows() {}

    /** What becomes of a statement. */
    @FunctionalInterface
    interface Use<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    /** The result of a statement about so many rows, in the caller's transaction. */
    static <T> T run(Connection connection, int rows, String sql, Use<T> use) throws SQLException {
        boolean many = rows > MANY;
        if (many) {
            setNestedLoops(connection, "off");
        }
        T result;
        try (var statement = connection.prepareStatement(many ? sql + " /* many */" : sql)) {
            result = use.of(statement);
        }
        if (many) {
            setNestedLoops(connection, "on");
        }
        return result;
    }

    private static void setNestedLoops(Connection connection, String value) throws SQLException {
        try (var set = connection.prepareStatement("SELECT set_config('enable_nestloop', ?, true)")) {
            set.setString(1, value);
            set.execute();
        }
    }
}
