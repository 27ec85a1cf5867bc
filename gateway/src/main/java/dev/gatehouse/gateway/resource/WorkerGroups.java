package dev.gatehouse.gateway.resource;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.policy.Namespace;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The declared worker groups, for those who send work to one. Thread-safe. */
@Singleton
public final class WorkerGroups {
    /** The group of whoever names none; it needs no declaration. */
    public static final String DEFAULT = "default";

    static final String KIND = "workergroup";

    private static final String HOLD = """
            SELECT draining_at IS NOT NULL AS draining FROM resource
             WHERE tenant = ? AND kind = 'workergroup' AND namespace = 'root' AND name = ? FOR KEY SHARE""";

    private final Transactions transactions;
    private final ResourceRows rows;

    WorkerGroups(Transactions transactions, ResourceRows rows) {
        this.transactions = transactions;
        this.rows = rows;
    }

    /** How a group stands to workers that want into it. */
    public enum Standing {
        OPEN,
        /** It ends what it has: workers of its own may come back for that, and nobody joins. */
        DRAINING,
        GONE
    }

    /** How the group stands, which stays true until the caller's transaction ends. */
    public Standing hold(Connection connection, String tenant, String group) throws SQLException {
        if (group.equals(DEFAULT)) {
            return Standing.OPEN;
        }
        try (PreparedStatement query = connection.prepareStatement(HOLD)) {
            query.setString(1, tenant);
            query.setString(2, group);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return Standing.GONE;
                }
                return row.getBoolean("draining") ? Standing.DRAINING : Standing.OPEN;
            }
        }
    }

    /** Whether the resource is a group that there is no more once it is removed. */
    static boolean goes(ResourceKey key) {
        return key.kind().equals(KIND) && !key.name().equals(DEFAULT);
    }

    /** Whether work for the group could ever be claimed. */
    public boolean has(String tenant, String group) {
        var key = new ResourceKey(tenant, KIND, Namespace.ROOT.path(), group);
        return group.equals(DEFAULT)
                || transactions.run(connection -> rows.find(connection, key).isPresent());
    }
}
