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
    private long exhausted = -1;

    public long count() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** A look that began at this note found less than it would have taken: its news is used up. */
    public void exhaust(long note) {
        lock.lock();
        try {
            exhausted = Math.max(exhausted, note);
        } finally {
            lock.unlock();
        }
    }

    /** Whether a look at this note would find nothing that anybody has told of. */
    public boolean isExhausted(long note) {
        lock.lock();
        try {
            return exhausted >= note;
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
