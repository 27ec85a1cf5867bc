package dev.gatehouse.gateway.key;

import dev.gatehouse.gateway.GatehouseConfig;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.secrets.MasterKey;
import dev.gatehouse.secrets.SecretException;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jboss.logging.Logger;

/**
 * Finds the master key of this installation at the start. The first start makes one in the home; a database that holds
 * anything wrapped or anybody's data never gets a new one, because the old one is what it needs.
 */
@Singleton
final class MasterKeyFile {
    /** What an operator sets, as every refusal names it. */
    static final String PROPERTY = "gatehouse.master-key-file (GATEHOUSE_MASTER_KEY_FILE)";

    private static final Logger LOG = Logger.getLogger(MasterKeyFile.class);
    private static final String HAS_DATA = """
            SELECT EXISTS (SELECT 1 FROM installation_key) OR EXISTS (SELECT 1 FROM tenant)
                OR EXISTS (SELECT 1 FROM secret_value) OR EXISTS (SELECT 1 FROM event)
            """;

    private final GatehouseConfig config;
    private final Transactions transactions;
    private final SecureRandom random;

    MasterKeyFile(GatehouseConfig config, Transactions transactions, SecureRandom random) {
        this.config = config;
        this.transactions = transactions;
        this.random = random;
    }

    MasterKey masterKey() {
        Path file = path();
        try {
            if (Files.exists(file)) {
                return MasterKey.ofFile(file);
            }
            refuseToReplace(file);
            LOG.info("The first start makes the master key of this installation");
            return MasterKey.create(file, random);
        } catch (SecretException.KeyFileRefused refused) {
            throw new StartRefused(PROPERTY + ": " + refused.getMessage(), refused);
        }
    }

    Path path() {
        return config.masterKeyFile().orElseGet(() -> config.home().resolve("master.key"));
    }

    /** Whether there is one, or the operator says that there is to be one. */
    boolean isMeant() {
        return config.masterKeyFile().isPresent() || Files.exists(path());
    }

    /** Whether there is anything for which a key may be needed that was before. */
    boolean hasData() {
        return transactions.run(connection -> {
            try (var query = connection.prepareStatement(HAS_DATA);
                    var row = query.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        });
    }

    private void refuseToReplace(Path file) {
        if (config.masterKeyFile().isPresent()) {
            throw new StartRefused(PROPERTY + ": " + file + " does not exist");
        }
        if (hasData()) {
            throw new StartRefused(
                    PROPERTY + ": " + file + " does not exist, and the database has data that needs the key it was");
        }
    }
}
