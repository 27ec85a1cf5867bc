package dev.gatehouse.gateway.deprovision;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** The rows of ends of one kind and of their steps: of a table, and of the one of its name with {@code _step}. */
final class EndRows {
    private static final String STEP = """
            SELECT step, cursor FROM %1$s_step
             WHERE tenant = ? AND end_id = ? AND done_at IS NULL ORDER BY position LIMIT 1""";

    private static final String LOCK = """
            SELECT 1 FROM %1$s_step
             WHERE tenant = ? AND end_id = ? AND step = ? AND cursor = ? AND done_at IS NULL FOR UPDATE SKIP LOCKED""";

    /** Adds the numbers to those that are there. */
    private static final String ADVANCE = """
            UPDATE %1$s_step s SET cursor = ?, ended = (
                SELECT coalesce(jsonb_object_agg(key, total), '{}') FROM (
                    SELECT key, sum(value::bigint) AS total
                      FROM (SELECT * FROM jsonb_each_text(s.ended)
                            UNION ALL SELECT * FROM jsonb_each_text(?::jsonb)) AS each
                     GROUP BY key) AS totals)
             WHERE tenant = ? AND end_id = ? AND step = ?""";

    private static final String STEP_DONE = """
            UPDATE %1$s_step SET done_at = now() WHERE tenant = ? AND end_id = ? AND step = ?""";

    /** The first gateway that finds every step done says so. */
    private static final String DONE = """
            UPDATE %1$s SET done_at = now()
             WHERE tenant = ? AND id = ? AND done_at IS NULL
               AND NOT EXISTS (SELECT 1 FROM %1$s_step s
                                WHERE s.tenant = %1$s.tenant AND s.end_id = %1$s.id AND s.done_at IS NULL)""";

    private static final String ENDED = """
            SELECT key, sum(value::bigint) AS total
              FROM %1$s_step s, jsonb_each_text(s.ended)
             WHERE s.tenant = ? AND s.end_id = ? GROUP BY key""";

    private final String table;

    EndRows(String table) {
        this.table = table;
    }

    private PreparedStatement prepare(Connection connection, String statement) throws SQLException {
        return connection.prepareStatement(statement.formatted(table));
    }

    /**
     * A step that is not done.
     *
     * @param cursor up to where it is
     */
    record OpenStep(String name, UUID cursor) {}

    /** The first step that is not done. */
    Optional<OpenStep> step(Connection connection, CascadeEnd end) throws SQLException {
        try (var query = prepare(connection, STEP)) {
            query.setString(1, end.tenant());
            query.setObject(2, end.id());
            try (var row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new OpenStep(row.getString("step"), row.getObject("cursor", UUID.class)))
                        : Optional.empty();
            }
        }
    }

    /** Whether the step still stands where it was seen, and nobody else works on it; it does so until the commit. */
    boolean lock(Connection connection, CascadeEnd end, OpenStep step) throws SQLException {
        try (var query = prepare(connection, LOCK)) {
            query.setString(1, end.tenant());
            query.setObject(2, end.id());
            query.setString(3, step.name());
            query.setObject(4, step.cursor());
            try (var row = query.executeQuery()) {
                return row.next();
            }
        }
    }

    /** @param ended JSON of how many of what */
    void advance(Connection connection, CascadeEnd end, OpenStep step, UUID cursor, String ended) throws SQLException {
        try (var update = prepare(connection, ADVANCE)) {
            update.setObject(1, cursor);
            update.setString(2, ended);
            update.setString(3, end.tenant());
            update.setObject(4, end.id());
            update.setString(5, step.name());
            update.executeUpdate();
        }
    }

    void stepDone(Connection connection, CascadeEnd end, OpenStep step) throws SQLException {
        try (var update = prepare(connection, STEP_DONE)) {
            update.setString(1, end.tenant());
            update.setObject(2, end.id());
            update.setString(3, step.name());
            update.executeUpdate();
        }
    }

    /** Whether it is done, and was not before. */
    boolean done(Connection connection, CascadeEnd end) throws SQLException {
        try (var update = prepare(connection, DONE)) {
            update.setString(1, end.tenant());
            update.setObject(2, end.id());
            return update.executeUpdate() == 1;
        }
    }

    /** How many of what it ended, in all steps. */
    Map<String, Long> ended(Connection connection, CascadeEnd end) throws SQLException {
        try (var query = prepare(connection, ENDED)) {
            query.setString(1, end.tenant());
            query.setObject(2, end.id());
            try (var row = query.executeQuery()) {
                var counts = new TreeMap<String, Long>();
                while (row.next()) {
                    counts.put(row.getString("key"), row.getLong("total"));
                }
                return counts;
            }
        }
    }
}
