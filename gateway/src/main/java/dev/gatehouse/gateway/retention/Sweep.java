package dev.gatehouse.gateway.retention;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * One kind's walk through one tenant, oldest first. For one thread. The functions it calls decide what may go, and
 * keep to a minimum of their own whatever is asked.
 */
sealed interface Sweep {
    /** The word of the event. */
    String kind();

    /** Looks at the next ones in the caller's transaction. A page that loses a race is left to the next walk. */
    Swept next(Connection connection, String tenant, Duration keep, int batch) throws SQLException;

    /** Of what the database finds the beginning of by itself. */
    record Positioned(String kind, String function) implements Sweep {
        static Positioned logs() {
            return new Positioned("logs", "SELECT * FROM sweep_logs(?, ? * interval '1 second', ?)");
        }

        static Positioned accessEnds() {
            return new Positioned("access_ends", "SELECT * FROM sweep_access_ends(?, ? * interval '1 second', ?)");
        }

        static Positioned secretLeases() {
            return new Positioned("secret_leases", "SELECT * FROM sweep_secret_leases(?, ? * interval '1 second', ?)");
        }

        static Positioned details() {
            return new Positioned("event_details", "SELECT * FROM sweep_details(?, ? * interval '1 second', ?)");
        }

        @Override
        public Swept next(Connection connection, String tenant, Duration keep, int batch) throws SQLException {
            try (PreparedStatement call = connection.prepareStatement(function)) {
                bind(call, tenant, keep, batch);
                try (ResultSet row = call.executeQuery()) {
                    row.next();
                    return new Swept(row.getInt("seen"), row.getLong("deleted"));
                }
            }
        }
    }

    /** Executions that are over: what is left stands at the beginning of the next walk. */
    final class Executions implements Sweep {
        private OffsetDateTime at = OffsetDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
        private UUID id = new UUID(0, 0);

        @Override
        public String kind() {
            return "executions";
        }

        @Override
        public Swept next(Connection connection, String tenant, Duration keep, int batch) throws SQLException {
            try (PreparedStatement call = connection.prepareStatement(
                    "SELECT * FROM sweep_executions(?, ? * interval '1 second', ?, ?, ?)")) {
                bind(call, tenant, keep, batch);
                call.setObject(4, at);
                call.setObject(5, id);
                try (ResultSet row = call.executeQuery()) {
                    row.next();
                    at = row.getObject("last_at", OffsetDateTime.class);
                    id = row.getObject("last_id", UUID.class);
                    return new Swept(row.getInt("seen"), row.getLong("deleted"));
                }
            }
        }
    }

    /** Questions that no execution rests on. */
    final class Questions implements Sweep {
        private UUID id = new UUID(0, 0);

        @Override
        public String kind() {
            return "questions";
        }

        @Override
        public Swept next(Connection connection, String tenant, Duration keep, int batch) throws SQLException {
            try (PreparedStatement call =
                    connection.prepareStatement("SELECT * FROM sweep_questions(?, ? * interval '1 second', ?, ?)")) {
                bind(call, tenant, keep, batch);
                call.setObject(4, id);
                try (ResultSet row = call.executeQuery()) {
                    row.next();
                    id = row.getObject("last_id", UUID.class);
                    return new Swept(row.getInt("seen"), row.getLong("deleted"));
                }
            }
        }
    }

    private static void bind(PreparedStatement call, String tenant, Duration keep, int batch) throws SQLException {
        call.setString(1, tenant);
        call.setLong(2, keep.toSeconds());
        call.setInt(3, batch);
    }
}
