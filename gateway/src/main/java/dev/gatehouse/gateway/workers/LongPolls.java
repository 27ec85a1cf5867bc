package dev.gatehouse.gateway.workers;

import dev.gatehouse.gateway.execution.WorkerSession;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waits on a request's virtual thread until there is something to answer. A waiting poll holds neither a platform
 * thread nor a database connection; it looks again when this gateway has news, and at the latest after the recheck time,
 * because other gateways accept work too.
 *
 * <p>A poll ends without an answer after its time, when its caller is gone, or when the gateway stops; it ends with
 * 401 when its session does.
 */
@ApplicationScoped
class LongPolls {
    private final Sessions sessions;
    private final News news;
    private final WorkersConfig config;

    LongPolls(Sessions sessions, News news, WorkersConfig config) {
        this.sessions = sessions;
        this.news = news;
        this.config = config;
    }

    <T> List<T> poll(
            WorkerSession session, Signal signal, Duration wanted, BooleanSupplier gone, Supplier<List<T>> look) {
        Duration wait = wanted.compareTo(config.longPoll()) < 0 ? wanted : config.longPoll();
        long end = System.nanoTime() + wait.toNanos();
        while (!gone.getAsBoolean() && !news.closing()) {
            long note = signal.count();
            List<T> found = look.get();
            Duration left = Duration.ofNanos(end - System.nanoTime());
            if (!found.isEmpty() || !left.isPositive()) {
                return found;
            }
            try {
                signal.await(note, left.compareTo(config.recheck()) < 0 ? left : config.recheck());
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                return List.of();
            }
            if (!sessions.alive(session)) {
                throw WorkerProblems.sessionEnded();
            }
        }
        return List.of();
    }
}
