package dev.gatehouse.gateway.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What one statement finds, each row as the members of a JSON object. */
public final class Rows {
    private Rows() {}

    /** Reads the members out of the row that the cursor is on. */
    @FunctionalInterface
    public interface Item {
        Map<String, Object> of(ResultSet row) throws SQLException;
    }

    public static List<Map<String, Object>> find(Connection connection, String sql, List<?> values, Item item)
            throws SQLException {
        try (var query = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                query.setObject(i + 1, values.get(i));
            }
            try (var row = query.executeQuery()) {
                var found = new ArrayList<Map<String, Object>>();
                while (row.next()) {
                    found.add(item.of(row));
                }
                return found;
            }
        }
    }

    public static Optional<Map<String, Object>> first(Connection connection, String sql, List<?> values, Item item)
            throws SQLException {
        return find(connection, sql, values, item).stream().findFirst();
    }

    /** A page of those that were found, one more than it may have where there is a next. */
    public static Map<String, Object> page(List<Map<String, Object>> found, int limit) {
        var page = new LinkedHashMap<String, Object>();
        page.put("items", found.subList(0, Math.min(limit, found.size())));
        if (found.size() > limit) {
            page.put("next", found.get(limit - 1).get("id"));
        }
        return page;
    }

    /** Whether the row that the cursor is on is shown. */
    @FunctionalInterface
    public interface Shown {
        boolean is(ResultSet row) throws SQLException;
    }

    /**
     * A page of what the statement finds, less what is not shown: it may have fewer items than there is room for and still
     * have a next one.
     *
     * @param sql which ends with how many it finds, one more than a page may have
     */
    public static Map<String, Object> page(
            Connection connection, String sql, List<?> values, int limit, Item item, Shown shown) throws SQLException {
        Set<Object> hidden = new HashSet<>();
        List<Map<String, Object>> found = find(connection, sql, values, row -> {
            Map<String, Object> each = item.of(row);
            if (!shown.is(row)) {
                hidden.add(each.get("id"));
            }
            return each;
        });
        Map<String, Object> page = page(found, limit);
        page.put(
                "items",
                found.stream()
                        .limit(limit)
                        .filter(each -> !hidden.contains(each.get("id")))
                        .toList());
        return page;
    }

    public static void text(Map<String, Object> item, String member, ResultSet row, String column) throws SQLException {
        String text = row.getString(column);
        if (text != null) {
            item.put(member, text);
        }
    }

    public static void instant(Map<String, Object> item, String member, ResultSet row, String column)
            throws SQLException {
        var at = row.getObject(column, OffsetDateTime.class);
        if (at != null) {
            item.put(member, at.toInstant().toString());
        }
    }
}
