package dev.gatehouse.gateway.stop;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;

/**
 * Whoever accepts or starts for a tenant passes here, and whoever stops it waits here for its turn: under load the tenant's
 * row is shared by somebody at every moment, and one who wants to change it would wait for ever. This lock has a queue.
 *
 * <p>It is taken after subjects and before tenants, each in the order of their names, and held until the transaction ends.
 */
public final class StopGate {
    private static final String PASS = """
            SELECT pg_advisory_xact_lock_shared(hashtextextended('stops/' || name, 0))
              FROM (SELECT name FROM unnest(?::text[]) AS n (name) ORDER BY name) AS each""";

    private static final String CLOSE = "SELECT pg_advisory_xact_lock(hashtextextended('stops/' || ?, 0))";

    private static final String CLOSE_ALL = """
            SELECT pg_advisory_xact_lock(hashtextextended('stops/' || name, 0))
              FROM (SELECT name FROM tenant ORDER BY name) AS each""";

    private StopGate() {}

    /** For those who accept or start something of these tenants. */
    public static void pass(Connection connection, Collection<String> tenants) throws SQLException {
        try (var lock = connection.prepareStatement(PASS)) {
            lock.setArray(1, connection.createArrayOf("text", tenants.toArray()));
            lock.execute();
        }
    }

    /** For one who stops something of the tenant: nobody else is past the gate then. */
    static void close(Connection connection, String tenant) throws SQLException {
        try (var lock = connection.prepareStatement(CLOSE)) {
            lock.setString(1, tenant);
            lock.execute();
        }
    }

    /** For one who stops every tenant. */
    static void closeAll(Connection connection) throws SQLException {
        try (var lock = connection.prepareStatement(CLOSE_ALL)) {
            lock.execute();
        }
    }
}
