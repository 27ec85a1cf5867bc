package dev.gatehouse.gateway.retention;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/** Sweeps again and again, on a thread of its own, until the gateway stops: then the batch that runs is the last. */
@Singleton
final class RetentionSchedule {
    private static final Logger LOG = Logger.getLogger(RetentionSchedule.class);
    private static final Duration LAST_BATCH = Duration.ofSeconds(5);

    private final Retention retention;
    private final RetentionConfig config;
    private final Thread thread;
    private volatile boolean running = true;

    RetentionSchedule(Retention retention, RetentionConfig config) {
        this.retention = retention;
        this.config = config;
        this.thread = Thread.ofVirtual().name("retention").unstarted(this::run);
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        running = false;
        LockSupport.unpark(thread);
        thread.join(LAST_BATCH);
    }

    private void run() {
        while (running) {
            LockSupport.parkNanos(config.sweep().toNanos());
            if (running) {
                sweep();
            }
        }
    }

    private void sweep() {
        try {
            Map<String, Long> gone = retention.sweep(this::rest);
            if (gone.values().stream().anyMatch(count -> count > 0)) {
                LOG.infof("Kept for long enough and deleted: %s", gone);
            }
        } catch (DatabaseUnavailable away) {
            LOG.debug("Sweeping waits for the database", away);
        } catch (RuntimeException fault) {
            LOG.error("Sweeping failed and is tried again", fault);
        }
    }

    private boolean rest() {
        LockSupport.parkNanos(config.rest().toNanos());
        return running;
    }
}
