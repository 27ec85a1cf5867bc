package dev.gatehouse.gateway.audit;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * Counts of what comes too often to be recorded one by one, until they are written. Beyond a number of different keys only
 * the counts of all others are raised, so a flood cannot fill the memory. Thread-safe.
 */
public final class Tally<K> {
    private final ReentrantLock lock = new ReentrantLock();
    private final int most;
    private final UnaryOperator<K> others;
    private Map<K, Long> counts = new HashMap<>();

    /** @param others the key of all that a key is counted with where there is no room for it */
    public Tally(int most, UnaryOperator<K> others) {
        this.most = most;
        this.others = others;
    }

    public void add(K key, long count) {
        lock.lock();
        try {
            merge(key, count);
        } finally {
            lock.unlock();
        }
    }

    private void merge(K key, long count) {
        boolean room = counts.size() < most || counts.containsKey(key);
        counts.merge(room ? key : others.apply(key), count, Long::sum);
    }

    /** All counts; from now on they begin anew. */
    public Map<K, Long> take() {
        lock.lock();
        try {
            Map<K, Long> taken = counts;
            counts = new HashMap<>();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Counts again what could not be written. */
    public void putBack(Map<K, Long> taken) {
        lock.lock();
        try {
            taken.forEach(this::merge);
        } finally {
            lock.unlock();
        }
    }
}
