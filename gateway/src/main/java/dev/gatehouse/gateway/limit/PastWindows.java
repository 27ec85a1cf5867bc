package dev.gatehouse.gateway.limit;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Transactions;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Deletes the counters of quotas whose window is over. Any number of gateways may do so at once. */
@Singleton
final class PastWindows {
    private static final Logger LOG = Logger.getLogger(PastWindows.class);
    private static final int BATCH = 1_000;

    /** An acceptance that began in the window is over by then. */
    private static final String DELETE = """
            DELETE FROM quota_use WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM quota_use WHERE ends_at < now() - interval '1 minute'
                ORDER BY ends_at LIMIT %d FOR UPDATE SKIP LOCKED))""".formatted(BATCH);

    private final Transactions transactions;

    PastWindows(Transactions transactions) {
        this.transactions = transactions;
    }

    @Scheduled(every = "60s", concurrentExecution = ConcurrentExecution.SKIP)
    void delete() {
        try {
            int deleted;
            do {
                deleted = transactions.run(connection -> Statements.update(connection, DELETE));
            } while (deleted == BATCH);
        } catch (DatabaseUnavailable away) {
            LOG.debug("Counters of past windows wait for the database", away);
        }
    }
}
