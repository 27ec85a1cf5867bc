package dev.gatehouse.gateway.key;

import dev.gatehouse.gateway.GatewayId;
import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.key.MasterKeyRows.Agreed;
import dev.gatehouse.secrets.MasterKey;
import dev.gatehouse.secrets.SecretException;
import dev.gatehouse.secrets.WrappingKey;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Learns the keys that are added while the gateway runs, tells the others which ones it would have if it started now, and
 * wraps with the one that they agreed on. What only its memory holds it opens things with, and says nothing of.
 */
@Singleton
public class MasterKeyReload {
    private static final Logger LOG = Logger.getLogger(MasterKeyReload.class);

    private final MasterKeyFile file;
    private final ConfiguredTransit transit;
    private final MasterKey master;
    private final MasterKeyRows rows;
    private final Transactions transactions;
    private final GatewayId gateway;

    /** Keys that the transit engine does not open: it is asked once. */
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    MasterKeyReload(
            MasterKeyFile file,
            ConfiguredTransit transit,
            MasterKey master,
            MasterKeyRows rows,
            Transactions transactions,
            GatewayId gateway) {
        this.file = file;
        this.transit = transit;
        this.master = master;
        this.rows = rows;
        this.transactions = transactions;
        this.gateway = gateway;
    }

    @Scheduled(every = "2s", concurrentExecution = ConcurrentExecution.SKIP)
    void look() {
        try {
            agree();
        } catch (DatabaseUnavailable away) {
            LOG.debug("Which key wraps is asked again when the database is back", away);
        }
    }

    /** By itself, for a Vault may take its time. */
    @Scheduled(every = "2s", concurrentExecution = ConcurrentExecution.SKIP)
    void fetch() {
        try {
            if (transit.keys().isPresent()) {
                open(transactions.run(rows::wrapped));
            }
        } catch (DatabaseUnavailable away) {
            LOG.debug("Which keys there are is asked again when the database is back", away);
        } catch (TransitUnavailable away) {
            LOG.errorf(
                    "A master key of the transit engine cannot be had now and is asked for again: %s",
                    away.getMessage());
        }
    }

    private void open(Map<String, String> wrapped) {
        wrapped.keySet().removeAll(master.known());
        wrapped.keySet().removeAll(refused);
        List<WrappingKey> opened = transit.opened(wrapped);
        master.learn(opened);
        opened.forEach(key -> wrapped.remove(key.id()));
        refused.addAll(wrapped.keySet());
    }

    /** Looks at once at what has just changed. */
    public void agree() {
        Set<String> held = new HashSet<>(inFile());
        Set<String> known = Set.copyOf(master.known());
        Optional<Agreed> agreed = transactions.run(connection -> {
            rows.wrapped(connection).keySet().stream().filter(known::contains).forEach(held::add);
            rows.hold(connection, gateway.value(), held);
            return rows.agreed(connection);
        });
        agreed.ifPresent(each -> agree(each, held));
    }

    /** The keys that lie in the file now, which count from here on; what is taken away is opened with until the next start. */
    private List<String> inFile() {
        try {
            if (!Files.exists(file.path())) {
                return List.of();
            }
            List<WrappingKey> keys = MasterKey.keysOf(file.path());
            master.learn(keys);
            return keys.stream().map(WrappingKey::id).toList();
        } catch (SecretException.KeyFileRefused refusal) {
            LOG.errorf("The file of the master key was changed and cannot be read: %s", refusal.getMessage());
            return List.of();
        }
    }

    private void agree(Agreed agreed, Set<String> held) {
        if (!master.agree(agreed.current(), agreed.nameless())) {
            LOG.errorf(
                    "The key that wraps is not known here, and another one is written with until it is: %s",
                    agreed.current());
        } else if (!held.contains(agreed.current())) {
            LOG.errorf(
                    "The key that wraps is in no file of this gateway any more, which cannot start again without it;"
                            + " put its line back, or promote another key before this gateway stops: %s",
                    agreed.current());
        }
    }
}
