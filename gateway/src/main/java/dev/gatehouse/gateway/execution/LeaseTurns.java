package dev.gatehouse.gateway.execution;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/** Works on each store by itself, never twice at once: a store that hangs holds up no other one. Thread-safe. */
final class LeaseTurns {
    /** How many calls of one store run at once. */
    static final int WIDTH = 8;

    private static final Logger LOG = Logger.getLogger(LeaseTurns.class);

    private final Set<OpenLease.Store> busy = ConcurrentHashMap.newKeySet();

    /** Begins to work on those that are not worked on; a turn answers whether another one may follow at once. */
    void begin(List<OpenLease.Store> stores, Predicate<OpenLease.Store> turn) {
        for (OpenLease.Store store : stores) {
            if (busy.add(store)) {
                Thread.ofVirtual().name("leases").start(() -> work(store, turn));
            }
        }
    }

    private void work(OpenLease.Store store, Predicate<OpenLease.Store> turn) {
        try {
            boolean more = true;
            while (more) {
                more = turn.test(store);
            }
        } catch (RuntimeException failed) {
            LOG.warn("Leases of a store wait for their next time", failed);
        } finally {
            busy.remove(store);
        }
    }

    /** Calls the store for all of them at once, and waits. */
    static void each(List<OpenLease> leases, Consumer<OpenLease> call) {
        try (var calls = Executors.newVirtualThreadPerTaskExecutor()) {
            leases.forEach(lease -> calls.execute(() -> guarded(lease, call)));
        }
    }

    private static void guarded(OpenLease lease, Consumer<OpenLease> call) {
        try {
            call.accept(lease);
        } catch (RuntimeException failed) {
            LOG.warn("A lease waits for its next time", failed);
        }
    }
}
