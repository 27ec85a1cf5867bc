package dev.gatehouse.gateway.replay;

import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Room on this gateway for a few pieces of long work at once, and for fewer of one tenant, so that none keeps all others out.
 * Thread-safe.
 */
final class Room {
    private static final Duration LATER = Duration.ofSeconds(5);

    private final int places;
    private final int ofOneTenant;
    private final Problem full;
    private final Map<String, Integer> taken = new HashMap<>();

    /** @param full what callers hear where there is no room */
    Room(int places, int ofOneTenant, Problem full) {
        this.places = places;
        this.ofOneTenant = ofOneTenant;
        this.full = full.withRetryAfter(LATER);
    }

    /** A place in it, until that is closed. */
    interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /** @throws ProblemException 429 where there is no room */
    Place enter(String tenant) {
        synchronized (taken) {
            int own = taken.getOrDefault(tenant, 0);
            int all = taken.values().stream().mapToInt(Integer::intValue).sum();
            if (own >= ofOneTenant || all >= places) {
                throw new ProblemException(full);
            }
            taken.put(tenant, own + 1);
        }
        return () -> leave(tenant);
    }

    private void leave(String tenant) {
        synchronized (taken) {
            taken.computeIfPresent(tenant, (_, own) -> own > 1 ? own - 1 : null);
        }
    }
}
