package dev.gatehouse.gateway.directory;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * One person comes in or is provisioned at a time. Whoever takes the turn looks with its next statement, which sees all that
 * the one before has committed: a newcomer's first token finds the provisioned user, or provisioning finds the newcomer.
 */
final class PersonTurn {
    private PersonTurn() {}

    /**
     * Waits for the turn, which lasts until the transaction ends.
     *
     * @param value of any claim of any issuer: what provisioning calls an external id
     */
    static void take(Connection connection, String tenant, String value) throws SQLException {
        try (var lock =
                connection.prepareStatement("SELECT pg_advisory_xact_lock(hashtextextended('person/' || ?, 0))")) {
            lock.setString(1, String.join("\n", tenant, value));
            lock.execute();
        }
    }
}
