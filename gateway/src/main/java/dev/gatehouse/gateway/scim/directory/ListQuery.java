package dev.gatehouse.gateway.scim.directory;

import dev.gatehouse.gateway.scim.query.Condition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/**
 * Which resources a client wants to see, and in which order.
 *
 * @param key the part of the condition that one index answers, where it has one
 * @param order an ORDER BY clause of ours; without one they are in the order of their ids
 * @param count how many at most; with none, only their number is wanted
 */
public record ListQuery(Optional<Condition> key, Condition condition, Optional<String> order, Start start, int count) {
    static final String PAGE = " LIMIT ? OFFSET ?";

    /** The same from another place on. */
    public ListQuery from(long offset, int wanted) {
        return new ListQuery(key, condition, order, new Start.At(offset), wanted);
    }

    /** The rows of the client that it finds: a table that goes by the name, and what holds for its rows. */
    String from(String table, String row) {
        // OFFSET 0 keeps the key apart from conditions that other indexes could answer, worse.
        String rows = key.map(each -> "(SELECT * FROM %2$s %1$s WHERE %3$s OFFSET 0) %1$s WHERE true"
                        .formatted(row, table, each.sql()))
                .orElseGet(() -> "%2$s %1$s WHERE %1$s.tenant = ?".formatted(row, table));
        String own = " AND %1$s.client_id = ? AND %1$s.deleted_at IS NULL AND ".formatted(row);
        String after = start instanceof Start.After ? " AND " + row + ".id > ?" : "";
        return " FROM " + rows + own + condition.sql() + after;
    }

    /** Sets the parameters of {@link #from}, and answers the place after them. */
    int bind(PreparedStatement statement, Client client) throws SQLException {
        int next = 1;
        if (key.isPresent()) {
            next = key.get().bind(statement, next);
        } else {
            statement.setString(next++, client.tenant());
        }
        statement.setObject(next, client.id());
        next = condition.bind(statement, next + 1);
        if (start instanceof Start.After(UUID id, var _)) {
            statement.setObject(next++, id);
        }
        return next;
    }

    /** The clause that orders; what compares equal is ordered by id, so that pages do not overlap. */
    String orderBy(String id) {
        return " ORDER BY " + order.map(each -> each + ", ").orElse("") + id;
    }

    /** Sets the parameters of {@link #PAGE}, with one row more than are wanted: it tells whether there are more. */
    void bindPage(PreparedStatement statement, int place) throws SQLException {
        statement.setInt(place, count + 1);
        statement.setLong(place + 1, offset());
    }

    /** How many resources come before the first. */
    public long offset() {
        return start instanceof Start.At(long offset) ? offset : 0;
    }

    /**
     * How many resources there are, counted only where the page does not tell.
     *
     * @param found how many of them the page has
     * @param more whether there are others behind it
     */
    long total(Connection connection, Client client, String table, String row, int found, boolean more)
            throws SQLException {
        switch (start) {
            case Start.After(var _, long total) -> {
                return total;
            }
            case Start.At(long offset) -> {
                if (count > 0 && offset == 0 && !more) {
                    return found;
                }
            }
        }
        try (var query = connection.prepareStatement("SELECT count(*)" + from(table, row))) {
            bind(query, client);
            try (var result = query.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        }
    }
}
