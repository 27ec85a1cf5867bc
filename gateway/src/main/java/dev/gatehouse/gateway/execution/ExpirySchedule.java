package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/** Looks every second for what is over, unless the gateway itself was away. */
@Singleton
final class ExpirySchedule {
    private static final Logger LOG = Logger.getLogger(ExpirySchedule.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Expiry expiry;
    private final InstantSource clock;
    private final Continuity continuity;

    ExpirySchedule(Expiry expiry, InstantSource clock, ExecutionConfig config) {
        this.expiry = expiry;
        this.clock = clock;
        this.continuity = new Continuity(LONGEST_PAUSE, config.gapGrace());
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void tick() {
        try {
            expiry.probe();
            if (mayJudge()) {
                expiry.run(this::mayJudge);
            }
        } catch (DatabaseUnavailable away) {
            continuity.broken();
            LOG.warn("Nothing expires while the database is away", away);
        }
    }

    private boolean mayJudge() {
        return continuity.mayJudge(clock.instant());
    }
}
