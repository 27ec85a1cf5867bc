package dev.gatehouse.gateway.grant;

import dev.gatehouse.policy.Grounds;
import dev.gatehouse.policy.SubjectEpoch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;

/**
 * Holds still, until the transaction ends, what permits rest on: the tenant's revision and the subjects' epochs.
 *
 * <p>Changes of one tenant's resources go one after the other, so that two applies of the same resource meet neither in
 * a unique key nor in a deadlock.
 */
public final class GroundsCheck {
    private GroundsCheck() {}

    /** Takes the locks in one order for everybody; throws {@link StaleGrounds} where the grounds no longer hold. */
    public static void hold(Connection connection, String tenant, List<Grounds> grounds, boolean changesPolicy)
            throws SQLException {
        takeTurn(connection, tenant);
        long revision = lockTenant(connection, tenant, changesPolicy);
        if (grounds.stream().anyMatch(each -> each.tenantRevision() != revision)) {
            throw new StaleGrounds();
        }
        List<SubjectEpoch> epochs = grounds.stream()
                .flatMap(each -> each.epochs().stream())
                .distinct()
                .sorted(Comparator.comparing(SubjectEpoch::subject).thenComparingLong(SubjectEpoch::epoch))
                .toList();
        for (SubjectEpoch epoch : epochs) {
            holdSubject(connection, tenant, epoch);
        }
    }

    /** Waits until nobody else changes the tenant's resources, or ends somebody's access, and lets nobody until the transaction ends. */
    public static void takeTurn(Connection connection, String tenant) throws SQLException {
        try (PreparedStatement lock =
                connection.prepareStatement("SELECT pg_advisory_xact_lock(hashtextextended('resource/' || ?, 0))")) {
            lock.setString(1, tenant);
            lock.execute();
        }
    }

    private static long lockTenant(Connection connection, String tenant, boolean changesPolicy) throws SQLException {
        String sql = "SELECT revision FROM tenant WHERE name = ? FOR " + (changesPolicy ? "NO KEY UPDATE" : "SHARE");
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, tenant);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new StaleGrounds();
                }
                return row.getLong(1);
            }
        }
    }

    private static void holdSubject(Connection connection, String tenant, SubjectEpoch epoch) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT 1 FROM subject WHERE tenant = ? AND id = ? AND epoch = ? AND active FOR SHARE")) {
            select.setString(1, tenant);
            select.setObject(2, epoch.subject());
            select.setLong(3, epoch.epoch());
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new StaleGrounds();
                }
            }
        }
    }
}
