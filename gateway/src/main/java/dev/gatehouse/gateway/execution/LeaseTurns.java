package dev.gatehouse.gateway.execution;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Works on each store by itself, never twice at once for the same end: a store that hangs holds up no other one, and all of
 * a tenant together take no more than half of the room that its calls have. Thread-safe.
 */
@Singleton
final class LeaseTurns {
    /** How many calls of one store run at once, for one end. */
    static final int WIDTH = 4;

    /** How many calls of a tenant's stores run at once. */
    private static final int OF_TENANT = 8;

    private static final Logger LOG = Logger.getLogger(LeaseTurns.class);

    private final Set<Turn> busy = ConcurrentHashMap.newKeySet();
    private final Map<String, Semaphore> rooms = new ConcurrentHashMap<>();

    LeaseTurns() {}

    private record Turn(OpenLeaseRows.State end, OpenLease.Store store) {}

    /** Begins to work on those that are not worked on; a turn answers whether another one may follow at once. */
    void begin(OpenLeaseRows.State end, List<OpenLease.Store> stores, Predicate<OpenLease.Store> turn) {
        for (OpenLease.Store store : stores) {
            var taken = new Turn(end, store);
            if (busy.add(taken)) {
                Thread.ofVirtual().name("leases").start(() -> work(taken, turn));
            }
        }
    }

    private void work(Turn taken, Predicate<OpenLease.Store> turn) {
        try {
            boolean more = true;
            while (more) {
                more = turn.test(taken.store());
            }
        } catch (RuntimeException failed) {
            LOG.warn("Leases of a store wait for their next time", failed);
        } finally {
            busy.remove(taken);
        }
    }

    /**
     * Calls the store for all of them at once, and waits.
     *
     * @param call why it failed, where it did, as one snake_case word
     * @param failed notes that
     * @return whether there may be more, and not all of the calls that the store was asked failed
     */
    boolean each(
            List<OpenLease> leases, Function<OpenLease, Optional<String>> call, BiConsumer<OpenLease, String> failed) {
        var refused = new AtomicInteger();
        try (var calls = Executors.newVirtualThreadPerTaskExecutor()) {
            leases.forEach(lease -> calls.execute(() -> guarded(lease, call, failed, refused)));
        }
        return leases.size() == WIDTH && refused.get() < WIDTH;
    }

    private void guarded(
            OpenLease lease,
            Function<OpenLease, Optional<String>> call,
            BiConsumer<OpenLease, String> failed,
            AtomicInteger refused) {
        Semaphore room = rooms.computeIfAbsent(lease.store().tenant(), _ -> new Semaphore(OF_TENANT, true));
        room.acquireUninterruptibly();
        try {
            Optional<String> reason = call.apply(lease);
            reason.filter(LeaseStores::wasAsked).ifPresent(_ -> refused.incrementAndGet());
            reason.ifPresent(each -> failed.accept(lease, each));
        } catch (RuntimeException unforeseen) {
            LOG.warn("A lease waits for its next time", unforeseen);
            noted(lease, failed);
        } finally {
            room.release();
        }
    }

    private static void noted(OpenLease lease, BiConsumer<OpenLease, String> failed) {
        try {
            failed.accept(lease, LeaseStores.FAULT);
        } catch (RuntimeException another) {
            LOG.warn("Why a lease waits could not be noted", another);
        }
    }
}
