package dev.gatehouse.gateway.key;

import dev.gatehouse.gateway.key.MasterKeyRows.Agreed;
import dev.gatehouse.secrets.MasterKey;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every table that holds something which the master key wraps. Thread-safe. */
@Singleton
public final class WrappedTables {
    private static final int MARK = MasterKey.mark().length;
    private static final int PREFIX = 2 * MARK;

    private final List<WrappedTable> all;

    WrappedTables(Instance<WrappedTable> all) {
        this.all = all.stream().toList();
    }

    public List<WrappedTable> all() {
        return all;
    }

    /**
     * How many rows each key has wrapped, by its id.
     *
     * @param nameless the key that wrapped those which name none
     */
    public Map<String, Long> counts(Connection connection, String nameless) throws SQLException {
        Map<String, Long> counts = new TreeMap<>();
        for (WrappedTable each : all) {
            try (var query = connection.prepareStatement(countOf(each))) {
                query.setBytes(1, MasterKey.mark());
                try (var row = query.executeQuery()) {
                    while (row.next()) {
                        String id = row.getString("id");
                        counts.merge(id.isEmpty() ? nameless : id, row.getLong("many"), Long::sum);
                    }
                }
            }
        }
        return counts;
    }

    private static String countOf(WrappedTable each) {
        return """
                SELECT CASE WHEN substring(%1$s FROM 1 FOR %2$d) = ?
                            THEN encode(substring(%1$s FROM %3$d FOR 8), 'hex') ELSE '' END AS id, count(*) AS many
                  FROM %4$s GROUP BY 1""".formatted(each.column(), MARK, MARK + 1, each.table());
    }

    /**
     * The next rows of the table that another key wrapped than the one that wraps, in the order of their primary key.
     *
     * @param after the last key of the page before; none for the first page
     */
    public List<WrappedRow> others(
            Connection connection, WrappedTable table, Agreed agreed, List<Object> after, int limit)
            throws SQLException {
        String keys = String.join(", ", table.key());
        String further = after.isEmpty() ? "" : " AND (%s) > (%s)".formatted(keys, places(table));
        List<Object> values = new ArrayList<>(bounds(agreed));
        String sql = "SELECT %s, %s FROM %s WHERE (%s)%s ORDER BY %s LIMIT %d"
                .formatted(keys, table.column(), table.table(), other(table, agreed), further, keys, limit);
        values.addAll(after);
        try (var query = connection.prepareStatement(sql)) {
            setAll(query, 1, values);
            try (var row = query.executeQuery()) {
                return rows(table, row);
            }
        }
    }

    /** By ranges of what the bytes begin with, for which there can be an index; there is none for what they do not begin with. */
    private static String other(WrappedTable table, Agreed agreed) {
        String prefix = "substring(%s FROM 1 FOR %d)".formatted(table.column(), PREFIX);
        return agreed.isNameless()
                ? "%1$s >= ? AND %1$s <= ?".formatted(prefix)
                : "%1$s < ? OR %1$s > ?".formatted(prefix);
    }

    private static List<byte[]> bounds(Agreed agreed) {
        return agreed.isNameless()
                ? List.of(MasterKey.prefix("0".repeat(PREFIX)), MasterKey.prefix("f".repeat(PREFIX)))
                : List.of(MasterKey.prefix(agreed.current()), MasterKey.prefix(agreed.current()));
    }

    private static List<WrappedRow> rows(WrappedTable table, ResultSet row) throws SQLException {
        List<WrappedRow> rows = new ArrayList<>();
        while (row.next()) {
            List<Object> key = new ArrayList<>();
            for (String column : table.key()) {
                key.add(row.getObject(column));
            }
            rows.add(new WrappedRow(
                    key, row.getBytes(table.column()), table.place().of(row)));
        }
        return rows;
    }

    /**
     * Puts the bytes in the place of those that were read.
     *
     * @return whether the row still had them
     */
    public static boolean replace(Connection connection, WrappedTable table, WrappedRow row, byte[] anew)
            throws SQLException {
        String same = Stream.concat(table.key().stream(), Stream.of(table.column()))
                .map(column -> column + " = ?")
                .collect(Collectors.joining(" AND "));
        try (var update = connection.prepareStatement(
                "UPDATE %s SET %s = ? WHERE %s".formatted(table.table(), table.column(), same))) {
            update.setBytes(1, anew);
            setAll(update, 2, row.key());
            update.setBytes(2 + row.key().size(), row.wrapped());
            return update.executeUpdate() == 1;
        }
    }

    private static void setAll(PreparedStatement statement, int first, List<Object> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(first + i, values.get(i));
        }
    }

    private static String places(WrappedTable table) {
        return table.key().stream().map(_ -> "?").collect(Collectors.joining(", "));
    }
}
