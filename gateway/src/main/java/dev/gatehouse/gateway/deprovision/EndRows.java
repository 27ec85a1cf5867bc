package dev.gatehouse.gateway.deprovision;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** The rows of ends of access and of their steps. */
@Singleton
final class EndRows {
    /** How many are looked at together. */
    static final int PAGE = 1_000;

    private static final String OPEN = """
            SELECT tenant, id, subject_id, epoch, reason, extent, token_id, session_id, caused_by
              FROM access_end WHERE done_at IS NULL AND id > ? ORDER BY id LIMIT ?""";

    private static final String STEP = """
            SELECT step, cursor FROM access_end_step
             WHERE tenant = ? AND end_id = ? AND done_at IS NULL ORDER BY position LIMIT 1""";

    private static final String LOCK = """
            SELECT 1 FROM access_end_step
             WHERE tenant = ? AND end_id = ? AND step = ? AND cursor = ? AND done_at IS NULL FOR UPDATE SKIP LOCKED""";

    /** Adds the numbers to those that are there. */
    private static final String ADVANCE = """
            UPDATE access_end_step s SET cursor = ?, ended = (
                SELECT coalesce(jsonb_object_agg(key, total), '{}') FROM (
                    SELECT key, sum(value::bigint) AS total
                      FROM (SELECT * FROM jsonb_each_text(s.ended)
                            UNION ALL SELECT * FROM jsonb_each_text(?::jsonb)) AS each
                     GROUP BY key) AS totals)
             WHERE tenant = ? AND end_id = ? AND step = ?""";

    private static final String STEP_DONE = """
            UPDATE access_end_step SET done_at = now() WHERE tenant = ? AND end_id = ? AND step = ?""";

    /** The first gateway that finds every step done says so. */
    private static final String DONE = """
            UPDATE access_end SET done_at = now()
             WHERE tenant = ? AND id = ? AND done_at IS NULL
               AND NOT EXISTS (SELECT 1 FROM access_end_step s
                                WHERE s.tenant = access_end.tenant AND s.end_id = access_end.id AND s.done_at IS NULL)""";

    private static final String ENDED = """
            SELECT key, sum(value::bigint) AS total
              FROM access_end_step s, jsonb_each_text(s.ended)
             WHERE s.tenant = ? AND s.end_id = ? GROUP BY key""";

    /**
     * A step that is not done.
     *
     * @param cursor up to where it is
     */
    record OpenStep(String name, UUID cursor) {}

    /** Those that are not done, of all tenants; about the oldest first. */
    List<EndOfAccess> open(Connection connection, UUID after) throws SQLException {
        try (var query = connection.prepareStatement(OPEN)) {
            query.setObject(1, after);
            query.setInt(2, PAGE);
            try (var row = query.executeQuery()) {
                var found = new ArrayList<EndOfAccess>();
                while (row.next()) {
                    found.add(read(row));
                }
                return found;
            }
        }
    }

    private static EndOfAccess read(ResultSet row) throws SQLException {
        return new EndOfAccess(
                row.getString("tenant"),
                row.getObject("id", UUID.class),
                row.getObject("subject_id", UUID.class),
                row.getLong("epoch"),
                EndReason.valueOf(row.getString("reason").toUpperCase(Locale.ROOT)),
                Extent.of(
                        row.getString("extent"),
                        Optional.ofNullable(row.getObject("token_id", UUID.class)),
                        Optional.ofNullable(row.getObject("session_id", UUID.class))),
                row.getObject("caused_by", UUID.class));
    }

    /** The first step that is not done. */
    Optional<OpenStep> step(Connection connection, EndOfAccess end) throws SQLException {
        try (var query = connection.prepareStatement(STEP)) {
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
    boolean lock(Connection connection, EndOfAccess end, OpenStep step) throws SQLException {
        try (var query = connection.prepareStatement(LOCK)) {
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
    void advance(Connection connection, EndOfAccess end, OpenStep step, UUID cursor, String ended) throws SQLException {
        try (var update = connection.prepareStatement(ADVANCE)) {
            update.setObject(1, cursor);
            update.setString(2, ended);
            update.setString(3, end.tenant());
            update.setObject(4, end.id());
            update.setString(5, step.name());
            update.executeUpdate();
        }
    }

    void stepDone(Connection connection, EndOfAccess end, OpenStep step) throws SQLException {
        try (var update = connection.prepareStatement(STEP_DONE)) {
            update.setString(1, end.tenant());
            update.setObject(2, end.id());
            update.setString(3, step.name());
            update.executeUpdate();
        }
    }

    /** Whether it is done, and was not before. */
    boolean done(Connection connection, EndOfAccess end) throws SQLException {
        try (var update = connection.prepareStatement(DONE)) {
            update.setString(1, end.tenant());
            update.setObject(2, end.id());
            return update.executeUpdate() == 1;
        }
    }

    /** How many of what it ended, in all steps. */
    Map<String, Long> ended(Connection connection, EndOfAccess end) throws SQLException {
        try (var query = connection.prepareStatement(ENDED)) {
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
