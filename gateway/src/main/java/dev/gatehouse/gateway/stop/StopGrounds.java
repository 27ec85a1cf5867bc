package dev.gatehouse.gateway.stop;

import dev.gatehouse.policy.Permit;
import dev.gatehouse.policy.SubjectEpoch;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;

/**
 * What stops rest on and change: the permit, held still until the transaction ends, and the revisions of those tenants
 * whose executions they hold up. Once it is committed nothing that was decided before is accepted or begins.
 *
 * <p>Subjects are locked before tenants, as by those who accept and start.
 */
final class StopGrounds {
    private static final String SUBJECT = """
            SELECT 1 FROM subject WHERE tenant = ? AND id = ? AND epoch = ? AND active FOR SHARE""";

    private static final String TENANT = "SELECT revision FROM tenant WHERE name = ? FOR NO KEY UPDATE";

    private static final String RAISE = "UPDATE tenant SET revision = revision + 1 WHERE name = ?";

    private static final String ALL = "SELECT name FROM tenant ORDER BY name FOR NO KEY UPDATE";

    private static final String RAISE_ALL = "UPDATE tenant SET revision = revision + 1";

    private StopGrounds() {}

    /** Whether what the permit rests on is still so; then it stays so. Of a tenant only one stop at a time is past here. */
    static boolean hold(Connection connection, Permit permit) throws SQLException {
        if (!holdSubjects(connection, permit)) {
            return false;
        }
        StopGate.close(connection, permit.subject().tenant());
        return isCurrent(connection, permit);
    }

    /** The same for what holds up every tenant. */
    static boolean holdAll(Connection connection, Permit permit) throws SQLException {
        if (!holdSubjects(connection, permit)) {
            return false;
        }
        StopGate.closeAll(connection);
        try (var lock = connection.prepareStatement(ALL)) {
            lock.execute();
        }
        return isCurrent(connection, permit);
    }

    /** Lets no other stop of the tenant be set or lifted until the transaction ends. */
    static void takeTurn(Connection connection, String tenant) throws SQLException {
        StopGate.close(connection, tenant);
        try (var lock = connection.prepareStatement(TENANT)) {
            lock.setString(1, tenant);
            lock.execute();
        }
    }

    private static boolean holdSubjects(Connection connection, Permit permit) throws SQLException {
        String tenant = permit.subject().tenant();
        List<SubjectEpoch> epochs = permit.grounds().epochs().stream()
                .sorted(Comparator.comparing(SubjectEpoch::subject))
                .toList();
        for (SubjectEpoch epoch : epochs) {
            try (var query = connection.prepareStatement(SUBJECT)) {
                query.setString(1, tenant);
                query.setObject(2, epoch.subject());
                query.setLong(3, epoch.epoch());
                try (var row = query.executeQuery()) {
                    if (!row.next()) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static boolean isCurrent(Connection connection, Permit permit) throws SQLException {
        try (var query = connection.prepareStatement(TENANT)) {
            query.setString(1, permit.subject().tenant());
            try (var row = query.executeQuery()) {
                return row.next() && row.getLong(1) == permit.grounds().tenantRevision();
            }
        }
    }

    /** Makes what was decided before for the tenant stale. */
    static void raise(Connection connection, String tenant) throws SQLException {
        try (var update = connection.prepareStatement(RAISE)) {
            update.setString(1, tenant);
            update.executeUpdate();
        }
    }

    /** Makes what was decided before for any tenant stale, all of which are held. */
    static void raiseAll(Connection connection) throws SQLException {
        try (var update = connection.prepareStatement(RAISE_ALL)) {
            update.executeUpdate();
        }
    }
}
