package dev.gatehouse.worker.agent;

import dev.gatehouse.worker.Held;
import dev.gatehouse.worker.Stop;
import dev.gatehouse.worker.StopSignal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What runs here now, so that it can be listed and stopped. Thread-safe. */
final class RunningAttempts {
    /** The kind of stop, and the error, of what ends because its worker ends. */
    static final String WORKER_STOPPED = "worker_stopped";

    private final Map<Held, Entry> running = new ConcurrentHashMap<>();

    StopSignal enter(Held held, Session session) {
        StopSignal stop = new StopSignal();
        running.put(held, new Entry(session, stop));
        return stop;
    }

    void leave(Held held) {
        running.remove(held);
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

    /** The worker ends. */
    void cancelAll(long graceMillis) {
        running.forEach((held, entry) ->
                entry.stop.request(new Stop(held.execution(), held.fence(), WORKER_STOPPED, graceMillis)));
    }

    boolean isEmpty() {
        return running.isEmpty();
    }

    private record Entry(Session session, StopSignal stop) {}
}
