package dev.gatehouse.gateway.limit;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Set;

/**
 * Whoever claims for a tenant passes here, and whoever changes the tenant's limits of concurrency waits here until those
 * who passed are done: so no claim counts by limits that are not those any more. Each tenant has a gate of its own, and
 * claims share transactions; so one for which a gate is closed does not wait there, where it would hold up the others'.
 *
 * <p>It is taken before anything else that a claim locks, and held until the transaction ends. What is read in the same
 * statement may be older than the gate.
 */
final class LimitGate {
    /** A gate is not free either while somebody waits to close it; so claims, however many, keep no change waiting. */
    private static final String PASS = """
            SELECT name FROM unnest(?::text[]) AS n (name)
            WHERE pg_try_advisory_xact_lock_shared(hashtextextended('limits/' || name, 0))""";

    private static final String CLOSE = "SELECT pg_advisory_xact_lock(hashtextextended('limits/' || ?, 0))";

    private LimitGate() {}

    /** For those who claim: the tenants whose limits stay as they are until the transaction ends. */
    static Set<String> pass(Connection connection, Collection<String> tenants) throws SQLException {
        return Set.copyOf(Statements.list(
                connection,
                PASS,
                row -> row.getString("name"),
                connection.createArrayOf("text", tenants.stream().distinct().toArray())));
    }

    /** For one who changes limits of the tenant: nobody claims there until the transaction ends. */
    static void close(Connection connection, String tenant) throws SQLException {
        Statements.list(connection, CLOSE, _ -> true, tenant);
    }
}
