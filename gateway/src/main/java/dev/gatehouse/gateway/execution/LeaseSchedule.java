package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Looks every second for what is to be renewed or revoked. */
@Singleton
final class LeaseSchedule {
    static final String IDENTITY = "secret-leases";

    private static final Logger LOG = Logger.getLogger(LeaseSchedule.class);

    private final LeaseRenewer renewer;
    private final LeaseRevoker revoker;

    LeaseSchedule(LeaseRenewer renewer, LeaseRevoker revoker) {
        this.renewer = renewer;
        this.revoker = revoker;
    }

    @Scheduled(identity = IDENTITY, every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    void tick() {
        try {
            renewer.begin();
            revoker.begin();
        } catch (DatabaseUnavailable away) {
            LOG.warn("Leases of secrets wait for the database", away);
        }
    }
}
