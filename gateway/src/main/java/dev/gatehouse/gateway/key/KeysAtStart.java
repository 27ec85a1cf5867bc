package dev.gatehouse.gateway.key;

import dev.gatehouse.audit.LogKey;
import dev.gatehouse.gateway.GatehouseConfig;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.key.MasterKeyRows.Agreed;
import dev.gatehouse.secrets.MasterKey;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Opens every key before anything else starts, and pins the log's public key in the home. A gateway that lacks a key that
 * wraps, or that wrapped what there is, does not start.
 */
@Singleton
final class KeysAtStart {
    /** Of the start-up observers: keys, then tenants, then the tokens of owners. */
    private static final int FIRST = 100;

    private final GatehouseConfig config;
    private final Installation installation;
    private final LogKey logKey;
    private final InstallationKeys keys;
    private final MasterKey master;
    private final MasterKeyRows rows;
    private final WrappedTables tables;
    private final Transactions transactions;

    KeysAtStart(
            GatehouseConfig config,
            Installation installation,
            LogKey logKey,
            InstallationKeys keys,
            MasterKey master,
            MasterKeyRows rows,
            WrappedTables tables,
            Transactions transactions) {
        this.config = config;
        this.installation = installation;
        this.logKey = logKey;
        this.keys = keys;
        this.master = master;
        this.rows = rows;
        this.tables = tables;
        this.transactions = transactions;
    }

    void open(@Observes @Priority(FIRST) StartupEvent start) {
        var tenants = new ArrayList<>(config.tenants().orElse(List.of()));
        if (!tenants.contains("system")) {
            tenants.add("system");
        }
        new PinnedLogKey(config.home()).pin(installation, logKey, tenants);
        Agreed agreed = transactions.run(connection -> rows.settled(connection, () -> keys.first(connection)));
        requireCurrent(agreed);
        requireAll(agreed);
    }

    private void requireCurrent(Agreed agreed) {
        if (!master.agree(agreed.current(), agreed.nameless())) {
            throw new StartRefused(MasterKeyFile.PROPERTY + ": the key " + agreed.current()
                    + ", which wraps what is written, is not among the keys there");
        }
    }

    private void requireAll(Agreed agreed) {
        var missing = new TreeSet<>(transactions
                .run(connection -> tables.counts(connection, agreed.nameless()))
                .keySet());
        missing.removeAll(master.known());
        if (!missing.isEmpty()) {
            throw new StartRefused(MasterKeyFile.PROPERTY
                    + ": rows are wrapped by keys that are not among the keys there: " + String.join(", ", missing)
                    + "; put them back, and take a key away only once no row is left under it");
        }
    }
}
