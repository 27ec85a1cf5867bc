package dev.gatehouse.gateway.key;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.secrets.MasterKey;
import dev.gatehouse.secrets.SecretException;
import dev.gatehouse.secrets.WrappingKey;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Learns the keys that are added while the gateway runs, tells the others which ones it knows, and wraps with the one that
 * they agreed on.
 */
@Singleton
public class MasterKeyReload {
    private static final Logger LOG = Logger.getLogger(MasterKeyReload.class);

    private final MasterKeyFile file;
    private final ConfiguredTransit transit;
    private final MasterKey master;
    private final MasterKeyRows rows;
    private final Transactions transactions;
    private final UUID gateway;

    /** Keys that the transit engine does not open: it is asked once. */
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    MasterKeyReload(
            MasterKeyFile file,
            ConfiguredTransit transit,
            MasterKey master,
            MasterKeyRows rows,
            Transactions transactions,
            Supplier<UUID> ids) {
        this.file = file;
        this.transit = transit;
        this.master = master;
        this.rows = rows;
        this.transactions = transactions;
        this.gateway = ids.get();
    }

    @Scheduled(every = "2s", concurrentExecution = ConcurrentExecution.SKIP)
    void look() {
        try {
            agree();
            learn();
        } catch (DatabaseUnavailable away) {
            LOG.debug("Which key wraps is asked again when the database is back", away);
        } catch (TransitUnavailable away) {
            LOG.errorf(
                    "A master key of the transit engine cannot be had now and is asked for again: %s",
                    away.getMessage());
        } catch (SecretException.KeyFileRefused refused) {
            LOG.errorf("The file of the master key was changed and cannot be read: %s", refused.getMessage());
        }
    }

    /** What is added to the file counts from here on; what is taken away, from the next start on. */
    private void learn() {
        if (Files.exists(file.path())) {
            master.learn(MasterKey.keysOf(file.path()));
        }
        if (transit.keys().isPresent()) {
            Map<String, String> wrapped = transactions.run(rows::wrapped);
            wrapped.keySet().removeAll(master.known());
            wrapped.keySet().removeAll(refused);
            List<WrappingKey> opened = transit.opened(wrapped);
            master.learn(opened);
            opened.forEach(key -> wrapped.remove(key.id()));
            refused.addAll(wrapped.keySet());
        }
    }

    /** Looks at once at what has just changed. */
    public void agree() {
        var agreed = transactions.run(connection -> {
            rows.hold(connection, gateway, master.known());
            return rows.agreed(connection);
        });
        if (agreed.isPresent()
                && !master.agree(agreed.get().current(), agreed.get().nameless())) {
            LOG.errorf(
                    "The key that wraps is not known here, and another one is written with until it is: %s",
                    agreed.get().current());
        }
    }
}
