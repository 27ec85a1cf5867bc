package dev.gatehouse.gateway.workers;

import dev.gatehouse.gateway.execution.Signal;
import dev.gatehouse.gateway.execution.WorkerSession;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waits on a request's virtual thread until there is something to answer. A waiting poll holds neither a platform
 * thread nor a database connection, and looks again only when it is woken: by this gateway's own news, or by the
 * {@link Watch}.
 *
 * <p>A poll ends without an answer after its time, when its caller is gone, or when the gateway stops; it ends with
 * 401 when its session does.
 */
@ApplicationScoped
class LongPolls {
    private final Watch watch;
    private final News news;
    private final WorkersConfig config;

    LongPolls(Watch watch, News news, WorkersConfig config) {
        this.watch = watch;
        this.news = news;
        this.config = config;
    }

    /**
     * What the look finds, as soon as it finds something.
     *
     * @param enough a look that finds something, but less than that, has left nothing for others; until there is more news
     *     nobody looks who can wait. 0 where each poll finds something else
     */
    <T> List<T> poll(
            WorkerSession session,
            Watch.For what,
            Signal signal,
            int enough,
            Duration wanted,
            BooleanSupplier gone,
            Supplier<List<T>> look) {
        Duration wait = wanted.compareTo(config.longPoll()) < 0 ? wanted : config.longPoll();
        long end = System.nanoTime() + wait.toNanos();
        if (news.closing()) {
            // Answered with nothing, a worker would ask again at once.
            throw WorkerProblems.stopping();
        }
        while (!gone.getAsBoolean() && !news.closing()) {
            long note = signal.count();
            List<T> found = wait.isPositive() && signal.isExhausted(note) ? List.of() : look.get();
            if (!found.isEmpty() && found.size() < enough) {
                signal.exhaust(note);
            }
            Duration left = Duration.ofNanos(end - System.nanoTime());
            if (!found.isEmpty() || !left.isPositive()) {
                return found;
            }
            try {
                if (!watch.await(session, what, signal, gone, note, left)) {
                    throw WorkerProblems.sessionEnded();
                }
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                return List.of();
            }
        }
        // The news that may have woken it is another's.
        signal.raiseForOne();
        return List.of();
    }
}
