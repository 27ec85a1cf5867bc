package dev.gatehouse.gateway.issuer;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Transactions;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import org.jboss.logging.Logger;

/** The keys of our two issuers: of access tokens and of run identity. Read at the start and then every minute. */
@Singleton
final class OwnKeys {
    private static final Logger LOG = Logger.getLogger(OwnKeys.class);
    private static final int AFTER_KEYS = 150;

    private final SigningKeys accessTokens;
    private final SigningKeys runIdentity;

    OwnKeys(Transactions transactions, SigningKeyRows rows, InstantSource clock, IssuerConfig config) {
        this.accessTokens = new SigningKeys(KeyPurpose.ACCESS_TOKENS, transactions, rows, clock, config.keyLife());
        this.runIdentity = new SigningKeys(KeyPurpose.RUN_IDENTITY, transactions, rows, clock, config.keyLife());
    }

    SigningKeys accessTokens() {
        return accessTokens;
    }

    SigningKeys runIdentity() {
        return runIdentity;
    }

    void open(@Observes @Priority(AFTER_KEYS) StartupEvent start) {
        List.of(accessTokens, runIdentity).forEach(SigningKeys::refresh);
    }

    @Scheduled(every = "60s", delayed = "60s", concurrentExecution = ConcurrentExecution.SKIP)
    void poll() {
        try {
            List.of(accessTokens, runIdentity).forEach(SigningKeys::refresh);
        } catch (DatabaseUnavailable away) {
            LOG.warn("The keys of issuers were not read again, for the database did not answer", away);
        }
    }
}
