package dev.gatehouse.gateway.key;

import dev.gatehouse.secrets.WrapContext;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * A table that holds something which the master key wraps. Each is a bean: whoever keeps wrapped bytes declares one, and its
 * rows are wrapped anew when the key changes.
 *
 * @param key the columns of its primary key
 * @param place what the bytes of the row that the cursor is on are bound to
 */
public record WrappedTable(String table, String column, List<String> key, Place place) {
    public WrappedTable {
        key = List.copyOf(key);
    }

    /** Reads it out of the columns of the primary key. */
    @FunctionalInterface
    public interface Place {
        WrapContext of(ResultSet row) throws SQLException;
    }
}
