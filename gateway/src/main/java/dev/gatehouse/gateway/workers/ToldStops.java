package dev.gatehouse.gateway.workers;

import dev.gatehouse.gateway.execution.StopSignal;
import dev.gatehouse.gateway.execution.WorkerSession;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The stops that sessions heard of lately. A stop is wanted until its execution has ended; it is told again only after a
 * while, because an answer may be lost, and a worker that is ending a process must not ask in a circle.
 */
@ApplicationScoped
class ToldStops {
    private static final Duration AGAIN = Duration.ofSeconds(2);

    private final Map<Telling, Long> told = new ConcurrentHashMap<>();

    /** A stop that gives no more grace than the one before is another. */
    private record Telling(UUID session, StopSignal stop) {}

    /** Those that are due, which from now on count as told. */
    List<StopSignal> due(WorkerSession session, List<StopSignal> wanted) {
        if (wanted.isEmpty()) {
            return wanted;
        }
        long now = System.nanoTime();
        told.values().removeIf(at -> now - at >= AGAIN.toNanos());
        return wanted.stream()
                .filter(stop -> told.putIfAbsent(new Telling(session.id(), stop), now) == null)
                .toList();
    }
}
