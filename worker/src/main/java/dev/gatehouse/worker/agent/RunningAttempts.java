package dev.gatehouse.worker.agent;

import dev.gatehouse.worker.Held;
import dev.gatehouse.worker.Stop;
import dev.gatehouse.worker.StopSignal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What was claimed here and runs here now, so that it can be listed and stopped. Thread-safe. */
final class RunningAttempts {
    /** The kind of stop, and the error, of what ends because its worker ends. */
    static final String WORKER_STOPPED = "worker_stopped";

    /** The kind of stop, and the error, of what ends because another worker may begin it again. */
    static final String LEASE_LOST = "lease_lost";

    private static final Set<String> OF_THE_GATEWAY = Set.of(Stop.CANCEL, Stop.REVOKE);
    private static final Set<String> OF_THE_WORKER = Set.of(WORKER_STOPPED, LEASE_LOST);

    private final Set<Held> claimed = ConcurrentHashMap.newKeySet();
    private final Map<Held, Entry> running = new ConcurrentHashMap<>();
    private volatile Optional<Long> ending = Optional.empty();

    /** It was claimed, and may begin soon. */
    void expect(Held held) {
        claimed.add(held);
    }

    /**
     * It begins, unless the worker has begun to end everything: then it hears of that at once.
     *
     * @param retryable whether it has to be over when the session's time is
     */
    StopSignal enter(Held held, Session session, boolean retryable) {
        StopSignal stop = new StopSignal();
        running.put(held, new Entry(session, retryable, stop));
        ending.ifPresent(grace -> stop.request(new Stop(held.execution(), held.fence(), WORKER_STOPPED, grace)));
        return stop;
    }

    /** It is over, or never began. */
    void leave(Held held) {
        running.remove(held);
        claimed.remove(held);
    }

    List<Held> held() {
        return List.copyOf(running.keySet());
    }

    /** A stop of something that does not run here, or not any more, has nothing to do. */
    void stop(Stop stop) {
        Entry entry = running.get(new Held(stop.execution(), stop.fence()));
        if (entry != null) {
            entry.stop.request(stop);
        }
    }

    /** The gateway ended the session, and with it every right to go on. */
    void kill(Session session) {
        running.forEach((held, entry) -> {
            if (entry.session == session) {
                entry.stop.request(new Stop(held.execution(), held.fence(), Stop.REVOKE, 0));
            }
        });
    }

    /** The gateway closed the records of these: whatever they still do, nobody can take note of it. */
    void kill(List<Held> over) {
        over.forEach(held -> stop(new Stop(held.execution(), held.fence(), Stop.REVOKE, 0)));
    }

    /** Ends what another worker may soon begin again, because its session has had no answer for too long. */
    void killOverdue(long now) {
        running.forEach((held, entry) -> {
            if (entry.retryable && entry.session.overdue(now)) {
                String kind = entry.stop
                        .latest()
                        .map(Stop::kind)
                        .filter(OF_THE_GATEWAY::contains)
                        .orElse(LEASE_LOST);
                entry.stop.request(new Stop(held.execution(), held.fence(), kind, 0));
            }
        });
    }

    /** The worker ends. */
    void cancelAll(long graceMillis) {
        ending = Optional.of(graceMillis);
        running.forEach((held, entry) ->
                entry.stop.request(new Stop(held.execution(), held.fence(), WORKER_STOPPED, graceMillis)));
    }

    /** Why the worker itself stopped an attempt, if it did. */
    static Optional<String> ownReason(StopSignal stop) {
        return stop.latest().map(Stop::kind).filter(OF_THE_WORKER::contains);
    }

    /** Nothing runs, and nothing that was claimed is about to. */
    boolean isEmpty() {
        return running.isEmpty() && claimed.isEmpty();
    }

    private record Entry(Session session, boolean retryable, StopSignal stop) {}
}
