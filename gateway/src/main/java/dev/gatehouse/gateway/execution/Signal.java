package dev.gatehouse.gateway.execution;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A counter that long polls and streams wait on. Each notes the count, looks into the database, and waits until the count has
 * moved past its note: news between the look and the wait is not slept through.
 *
 * <p>Thread-safe; a waiting virtual thread holds no platform thread.
 */
public final class Signal {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private long count;

    public long count() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** News that one poll can take: it wakes one of those that wait. */
    public void raiseForOne() {
        lock.lock();
        try {
            count++;
            moved.signal();
        } finally {
            lock.unlock();
        }
    }

    /** News that every poll has to see. */
    public void raiseForAll() {
        lock.lock();
        try {
            count++;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns when the count has moved past the note, or after the time. */
    public void await(long note, Duration atMost) throws InterruptedException {
        long nanos = atMost.toNanos();
        lock.lock();
        try {
            while (count == note && nanos > 0) {
                nanos = moved.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }
}
