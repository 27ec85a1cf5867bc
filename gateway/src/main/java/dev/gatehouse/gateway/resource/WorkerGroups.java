package dev.gatehouse.gateway.resource;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.policy.Namespace;
import jakarta.inject.Singleton;

/** The declared worker groups, for those who send work to one. Thread-safe. */
@Singleton
public final class WorkerGroups {
    /** The group of whoever names none; it needs no declaration. */
    public static final String DEFAULT = "default";

    static final String KIND = "workergroup";

    private final Transactions transactions;
    private final ResourceRows rows;

    WorkerGroups(Transactions transactions, ResourceRows rows) {
        this.transactions = transactions;
        this.rows = rows;
    }

    /** Whether work for the group could ever be claimed. */
    public boolean has(String tenant, String group) {
        var key = new ResourceKey(tenant, KIND, Namespace.ROOT.path(), group);
        return group.equals(DEFAULT)
                || transactions.run(connection -> rows.find(connection, key).isPresent());
    }
}
