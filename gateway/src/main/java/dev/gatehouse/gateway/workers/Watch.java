package dev.gatehouse.gateway.workers;

import static java.util.stream.Collectors.toSet;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.execution.QueueLook;
import dev.gatehouse.gateway.execution.Signal;
import dev.gatehouse.gateway.execution.StopSignals;
import dev.gatehouse.gateway.execution.WorkerSession;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Looks into the database for all polls that wait at this gateway, in three statements however many they are: other
 * gateways accept work and stop it too, work becomes due by the clock, and sessions end. It wakes whom that concerns.
 *
 * <p>Thread-safe.
 */
@ApplicationScoped
class Watch {
    private static final Logger LOG = Logger.getLogger(Watch.class);

    private final Sessions sessions;
    private final QueueLook queue;
    private final StopSignals stops;
    private final Duration pause;
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
    private final Thread thread = Thread.ofVirtual().name("watch").unstarted(this::run);
    private volatile boolean running = true;

    Watch(Sessions sessions, QueueLook queue, StopSignals stops, WorkersConfig config) {
        this.sessions = sessions;
        this.queue = queue;
        this.stops = stops;
        this.pause = config.recheck();
    }

    /** What a poll waits for. */
    enum For {
        WORK,
        STOPS
    }

    /** One poll. */
    private static final class Waiting {
        private final WorkerSession session;
        private final For what;
        private final Signal signal;
        private final BooleanSupplier gone;
        private volatile boolean over;

        private Waiting(WorkerSession session, For what, Signal signal, BooleanSupplier gone) {
            this.session = session;
            this.what = what;
            this.signal = signal;
            this.gone = gone;
        }
    }

    /**
     * Returns when the signal has moved past the note, when the caller is gone, or after the time; whether the session
     * may go on waiting.
     */
    boolean await(WorkerSession session, For what, Signal signal, BooleanSupplier gone, long note, Duration atMost)
            throws InterruptedException {
        var one = new Waiting(session, what, signal, gone);
        waiting.add(one);
        try {
            signal.await(note, atMost);
            return !one.over;
        } finally {
            waiting.remove(one);
        }
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) {
        running = false;
        LockSupport.unpark(thread);
    }

    private void run() {
        while (running) {
            LockSupport.parkNanos(pause.toNanos());
            try {
                look(List.copyOf(waiting));
            } catch (DatabaseUnavailable away) {
                LOG.debug("Those who wait are not looked for while the database is away", away);
            } catch (RuntimeException fault) {
                LOG.error("Looking for those who wait failed and is tried again", fault);
            }
        }
    }

    private void look(List<Waiting> all) {
        if (all.isEmpty()) {
            return;
        }
        all.stream().filter(one -> one.gone.getAsBoolean()).forEach(one -> one.signal.raiseForAll());
        Set<UUID> alive = sessions.alive(all.stream().map(one -> one.session).collect(toSet()));
        all.stream().filter(one -> !alive.contains(one.session.id())).forEach(one -> {
            one.over = true;
            one.signal.raiseForAll();
        });
        queue.due(sessions(all, For.WORK))
                .forEach(group -> all.stream()
                        .filter(one -> one.what == For.WORK && group.isOf(one.session))
                        .findAny()
                        .ifPresent(one -> one.signal.raiseForOne()));
        Set<UUID> stopped = stops.workers(sessions(all, For.STOPS));
        all.stream()
                .filter(one -> one.what == For.STOPS && stopped.contains(one.session.worker()))
                .map(one -> one.signal)
                .distinct()
                .forEach(Signal::raiseForAll);
    }

    private static Set<WorkerSession> sessions(List<Waiting> all, For what) {
        return all.stream()
                .filter(one -> one.what == what)
                .map(one -> one.session)
                .collect(toSet());
    }
}
