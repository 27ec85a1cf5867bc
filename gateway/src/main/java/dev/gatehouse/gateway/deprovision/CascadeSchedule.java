package dev.gatehouse.gateway.deprovision;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/** Has the cascade go on: at once where this gateway began an end, and every second for those of gateways that died. */
@Singleton
final class CascadeSchedule {
    /** By which tests hold it. */
    static final String IDENTITY = "access-ends";

    private static final Logger LOG = Logger.getLogger(CascadeSchedule.class);

    private final Cascade cascade;

    /** At most one run, and one that begins after it, for what was begun meanwhile. */
    private final Semaphore places = new Semaphore(2);

    private final Semaphore turn = new Semaphore(1);

    CascadeSchedule(Cascade cascade) {
        this.cascade = cascade;
    }

    @Scheduled(every = "1s", identity = IDENTITY, concurrentExecution = ConcurrentExecution.SKIP)
    void tick() {
        run();
    }

    void begun(@Observes AccessEndBegun begun) {
        Thread.ofVirtual().name("access-end").start(this::run);
    }

    private void run() {
        if (!places.tryAcquire()) {
            return;
        }
        turn.acquireUninterruptibly();
        try {
            cascade.run();
        } catch (DatabaseUnavailable away) {
            LOG.warn("Ends of access wait for the database", away);
        } finally {
            turn.release();
            places.release();
        }
    }
}
