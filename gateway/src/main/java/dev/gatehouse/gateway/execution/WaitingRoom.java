package dev.gatehouse.gateway.execution;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A bounded number of seats, in which tenants are served in turn: whoever takes a batch takes one of each tenant, then the
 * next of each, and so on. A tenant alone may fill all seats; it gives up its latest to a tenant that has fewer, so no
 * flood keeps another tenant out.
 *
 * <p>While one batch is under way the next one gathers: it is taken when that one is done, when it has become large enough
 * to be worth a transaction beside it, or when it has waited for long. Thread-safe.
 */
final class WaitingRoom<T> {
    private static final Duration LONG = Duration.ofMillis(50);

    private final int seats;
    private final int worthAnother;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition seated = lock.newCondition();
    /** The tenants that wait, the next to be served first. */
    private final SequencedMap<String, ArrayDeque<T>> waiting = new LinkedHashMap<>();

    private int taken;
    private int underWay;

    /** @param worthAnother how many have to wait for a batch beside one that is under way */
    WaitingRoom(int seats, int worthAnother) {
        this.seats = seats;
        this.worthAnother = worthAnother;
    }

    /** Seats the newcomer; answers who has to leave for that, which is the newcomer itself where its tenant has enough. */
    Optional<T> enter(String tenant, T newcomer) {
        lock.lock();
        try {
            Optional<T> leaves = Optional.empty();
            if (taken == seats) {
                ArrayDeque<T> fullest = fullest();
                if (fullest.size() <= count(tenant) + 1) {
                    return Optional.of(newcomer);
                }
                leaves = Optional.of(fullest.removeLast());
                taken--;
            }
            waiting.computeIfAbsent(tenant, _ -> new ArrayDeque<>()).add(newcomer);
            taken++;
            // The first behind a batch that is under way starts somebody's clock; those after it are waited for.
            if (underWay == 0 || taken == 1 || taken >= worthAnother) {
                seated.signal();
            }
            return leaves;
        } finally {
            lock.unlock();
        }
    }

    private ArrayDeque<T> fullest() {
        return waiting.values().stream()
                .max(Comparator.comparingInt(ArrayDeque::size))
                .orElseThrow();
    }

    private int count(String tenant) {
        ArrayDeque<T> queue = waiting.get(tenant);
        return queue == null ? 0 : queue.size();
    }

    /** Waits for those who are worth a batch, and takes so many at most; {@link #done} is to be said of each batch. */
    List<T> take(int most) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            awaitBatch();
            underWay++;
            List<T> batch = new ArrayList<>();
            while (batch.size() < most && taken > 0) {
                Map.Entry<String, ArrayDeque<T>> next = waiting.pollFirstEntry();
                batch.add(next.getValue().remove());
                taken--;
                if (!next.getValue().isEmpty()) {
                    waiting.putLast(next.getKey(), next.getValue());
                }
            }
            if (taken > 0) {
                seated.signal();
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void awaitBatch() throws InterruptedException {
        long left = LONG.toNanos();
        while (taken == 0 || (underWay > 0 && taken < worthAnother && left > 0)) {
            if (taken == 0) {
                seated.await();
                left = LONG.toNanos();
            } else {
                left = seated.awaitNanos(left);
            }
        }
    }

    /** A batch is not under way any more. */
    void done() {
        lock.lock();
        try {
            underWay--;
            if (taken > 0) {
                seated.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Everybody who waits leaves. */
    List<T> clear() {
        lock.lock();
        try {
            List<T> left = waiting.values().stream().flatMap(ArrayDeque::stream).toList();
            waiting.clear();
            taken = 0;
            return left;
        } finally {
            lock.unlock();
        }
    }
}
