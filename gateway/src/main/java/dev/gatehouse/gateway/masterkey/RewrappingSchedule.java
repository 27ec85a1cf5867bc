package dev.gatehouse.gateway.masterkey;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Has what another key wrapped be wrapped anew, again and again: a gateway may have been late to hear of the new one. */
@Singleton
class RewrappingSchedule {
    private static final Logger LOG = Logger.getLogger(RewrappingSchedule.class);

    /** Longer than a gateway takes to hear of a new key, and what it began before to end. */
    private static final Duration SETTLE = Duration.ofSeconds(30);

    private final Rewrapping rewrapping;

    RewrappingSchedule(Rewrapping rewrapping) {
        this.rewrapping = rewrapping;
    }

    @Scheduled(every = "10s", delayed = "5s", concurrentExecution = ConcurrentExecution.SKIP)
    void walk() {
        try {
            var walked = rewrapping.walk();
            if (walked.rewrapped() > 0) {
                LOG.infof("Wrapped anew, with the master key that wraps now: %d rows", walked.rewrapped());
            }
            if (walked.unreadable() > 0) {
                LOG.warnf("Rows that no master key opens, which are left as they are: %d", walked.unreadable());
            }
            rewrapping.finish(SETTLE).ifPresent(key -> LOG.infof("Everything is wrapped by the master key %s", key));
        } catch (DatabaseUnavailable away) {
            LOG.debug("Wrapping anew waits for the database", away);
        }
    }
}
