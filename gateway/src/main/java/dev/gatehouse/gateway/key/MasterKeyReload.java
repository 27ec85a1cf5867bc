package dev.gatehouse.gateway.key;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.secrets.MasterKey;
import dev.gatehouse.secrets.SecretException;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.util.UUID;
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
    private final MasterKey master;
    private final MasterKeyRows rows;
    private final Transactions transactions;
    private final UUID gateway;

    MasterKeyReload(
            MasterKeyFile file, MasterKey master, MasterKeyRows rows, Transactions transactions, Supplier<UUID> ids) {
        this.file = file;
        this.master = master;
        this.rows = rows;
        this.transactions = transactions;
        this.gateway = ids.get();
    }

    @Scheduled(every = "2s", concurrentExecution = ConcurrentExecution.SKIP)
    void look() {
        try {
            learn();
            agree();
        } catch (DatabaseUnavailable away) {
            LOG.debug("Which key wraps is asked again when the database is back", away);
        } catch (SecretException.KeyFileRefused refused) {
            LOG.errorf("The file of the master key was changed and cannot be read: %s", refused.getMessage());
        }
    }

    /** What is added to the file counts from here on; what is taken away, from the next start on. */
    private void learn() {
        if (Files.exists(file.path())) {
            master.learn(MasterKey.keysOf(file.path()));
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
