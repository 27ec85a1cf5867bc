package dev.gatehouse.gateway.sso;

import dev.gatehouse.worker.Bulkhead;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Room for the codes that are exchanged at once. A provider that hangs takes only a part of it, and who comes from one
 * network only a part of a provider's places: so strangers keep nobody else from logging in. Where many come at once they wait
 * for a moment, in no order, and only so many. Thread-safe.
 */
final class ExchangeRoom {
    private static final int MOST_AT_ONCE = 64;

    /** Fewer than a tenant may call at once at all: its keys are to be fetched, too. */
    private static final int MOST_TO_ONE_PROVIDER = 12;

    private static final int MOST_OF_ONE_NETWORK = 4;
    private static final int MOST_WAITING = 256;
    private static final int MOST_WAITING_OF_ONE_NETWORK = 64;

    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private final Bulkhead providers = new Bulkhead(MOST_AT_ONCE, MOST_TO_ONE_PROVIDER);
    private final Bulkhead networks = new Bulkhead(MOST_AT_ONCE, MOST_OF_ONE_NETWORK);
    private final Bulkhead waiting = new Bulkhead(MOST_WAITING, MOST_WAITING_OF_ONE_NETWORK);

    /** @param patience how long one waits at most */
    ExchangeRoom(Duration patience) {
        this.patience = patience;
    }

    /** Who wants in: to whom a code goes, and from where it came. */
    record Party(UUID provider, String network) {
        private String whom() {
            return provider.toString();
        }

        private String both() {
            return provider + " " + network;
        }
    }

    /** Whether there was room, at once or soon; whoever got in leaves again. */
    boolean enter(Party party) {
        lock.lock();
        try {
            return isIn(party) || waits(party);
        } finally {
            lock.unlock();
        }
    }

    void leave(Party party) {
        lock.lock();
        try {
            networks.leave(party.both());
            providers.leave(party.whom());
            left.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean isIn(Party party) {
        if (!networks.enter(party.both())) {
            return false;
        }
        if (!providers.enter(party.whom())) {
            networks.leave(party.both());
            return false;
        }
        return true;
    }

    private boolean waits(Party party) {
        if (!waiting.enter(party.both())) {
            return false;
        }
        try {
            long nanos = patience.toNanos();
            while (nanos > 0) {
                nanos = left.awaitNanos(nanos);
                if (isIn(party)) {
                    return true;
                }
            }
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiting.leave(party.both());
        }
    }
}
