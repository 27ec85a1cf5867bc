package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Looks every second for what is over, unless workers could not show that they live: because the gateway was away, or
 * its database was.
 */
@Singleton
final class ExpirySchedule {
    private static final Logger LOG = Logger.getLogger(ExpirySchedule.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Expiry expiry;
    private final Presence presence;
    private final InstantSource clock;
    private final Continuity continuity;
    private final AtomicBoolean renewalMissed = new AtomicBoolean();

    ExpirySchedule(Expiry expiry, Presence presence, InstantSource clock, ExecutionConfig config) {
        this.expiry = expiry;
        this.presence = presence;
        this.clock = clock;
        this.continuity = new Continuity(LONGEST_PAUSE, config.gapGrace());
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void tick() {
        try {
            presence.show();
            if (mayJudge()) {
                expiry.run(this::mayJudge);
            }
        } catch (DatabaseUnavailable away) {
            continuity.broken();
            LOG.warn("Nothing expires while the database is away", away);
        }
    }

    void missed(@Observes RenewalMissed renewal) {
        renewalMissed.set(true);
    }

    private boolean mayJudge() {
        if (renewalMissed.getAndSet(false)) {
            continuity.broken();
        }
        return continuity.mayJudge(clock.instant());
    }
}
