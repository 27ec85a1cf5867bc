package dev.gatehouse.gateway.execution;

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
 * flood keeps another tenant out. Thread-safe.
 */
final class WaitingRoom<T> {
    private final int seats;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition seated = lock.newCondition();
    /** The tenants that wait, the next to be served first. */
    private final SequencedMap<String, ArrayDeque<T>> waiting = new LinkedHashMap<>();

    private int taken;

    WaitingRoom(int seats) {
        this.seats = seats;
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
            seated.signal();
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

    /** Waits for somebody, and takes so many at most. */
    List<T> take(int most) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (taken == 0) {
                seated.await();
            }
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
