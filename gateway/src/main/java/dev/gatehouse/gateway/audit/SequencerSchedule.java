package dev.gatehouse.gateway.audit;

import dev.gatehouse.audit.Sequencer;
import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.observability.LogKeys;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * Calls the sequencer five times a second, on a thread of its own: Quarkus' scheduler ticks once a second at most.
 *
 * <p>A tenant whose tree does not contain what was signed stops, is reported once, and stays stopped until the gateway
 * starts again; the others go on.
 */
@Singleton
final class SequencerSchedule {
    private static final Logger LOG = Logger.getLogger(SequencerSchedule.class);
    private static final Duration TICK = Duration.ofMillis(200);
    private static final Duration AFTER_A_FAULT = Duration.ofSeconds(5);
    private static final Duration LAST_TICK = Duration.ofSeconds(5);

    private final Sequencing sequencing;
    private final InstantSource clock;
    private final Set<String> stopped = new HashSet<>();
    /** Tenants whose log failed, and when it is tried again. */
    private final Map<String, Instant> resting = new HashMap<>();

    private final Thread thread;
    private volatile boolean running = true;

    SequencerSchedule(Sequencing sequencing, InstantSource clock) {
        this.sequencing = sequencing;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("sequencer").unstarted(this::run);
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        running = false;
        LockSupport.unpark(thread);
        thread.join(LAST_TICK);
    }

    private void run() {
        while (running) {
            Duration pause = tick();
            LockSupport.parkNanos(pause.toNanos());
        }
    }

    /** Sequences what waits, and answers how long to rest then. */
    private Duration tick() {
        try {
            for (String tenant : sequencing.waiting()) {
                if (!stopped.contains(tenant) && !rests(tenant)) {
                    drainOrRest(tenant);
                }
            }
            return TICK;
        } catch (DatabaseUnavailable away) {
            LOG.debug("Sequencing waits for the database", away);
            return TICK;
        } catch (RuntimeException fault) {
            LOG.error("Sequencing failed and is tried again", fault);
            return AFTER_A_FAULT;
        }
    }

    private boolean rests(String tenant) {
        Instant until = resting.get(tenant);
        return until != null && clock.instant().isBefore(until);
    }

    /** A fault of one tenant, such as an anchor that cannot be read, is no reason for another's log to wait. */
    private void drainOrRest(String tenant) {
        try {
            drain(tenant);
            resting.remove(tenant);
        } catch (DatabaseUnavailable away) {
            throw away;
        } catch (RuntimeException fault) {
            resting.put(tenant, clock.instant().plus(AFTER_A_FAULT));
            MDC.put(LogKeys.TENANT, tenant);
            try {
                LOG.error("Sequencing a tenant's log failed and is tried again", fault);
            } finally {
                MDC.remove(LogKeys.TENANT);
            }
        }
    }

    private void drain(String tenant) {
        boolean more = true;
        while (more && running) {
            more = switch (sequencing.sequence(tenant)) {
                case Sequencer.Outcome.Idle _ -> false;
                case Sequencer.Outcome.Grown grown -> grown.leaves() == Sequencer.BATCH;
                case Sequencer.Outcome.Stopped fault -> {
                    stopped.add(tenant);
                    report(tenant, fault.reason());
                    yield false;
                }
            };
        }
    }

    private static void report(String tenant, String reason) {
        MDC.put(LogKeys.TENANT, tenant);
        MDC.put(LogKeys.ERROR_TYPE, "log_forked");
        MDC.put(LogKeys.REASON, reason);
        try {
            LOG.error("Sequencing stopped: the tree does not contain a checkpoint that was signed");
        } finally {
            MDC.remove(LogKeys.TENANT);
            MDC.remove(LogKeys.ERROR_TYPE);
            MDC.remove(LogKeys.REASON);
        }
    }
}
