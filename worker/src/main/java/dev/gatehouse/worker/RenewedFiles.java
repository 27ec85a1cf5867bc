package dev.gatehouse.worker;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What files of a running attempt are to hold from now on: whoever renews a token says it here, and the connector that made
 * the files hears of it. Thread-safe.
 */
public final class RenewedFiles {
    private final ReentrantLock turn = new ReentrantLock();
    private final Map<String, SecretValue> latest = new LinkedHashMap<>();
    private Optional<Writer> writer = Optional.empty();

    /** Writes a file of the attempt anew, as a whole. */
    @FunctionalInterface
    public interface Writer {
        void write(String file, SecretValue content);
    }

    /** The file is to hold this; the content stays the caller's, who leaves it open while the attempt runs. */
    public void put(String file, SecretValue content) {
        turn.lock();
        try {
            latest.put(file, content);
            writer.ifPresent(each -> each.write(file, content));
        } finally {
            turn.unlock();
        }
    }

    /** Sets the one writer, which is told at once what came before it. */
    public void follow(Writer following) {
        turn.lock();
        try {
            writer = Optional.of(following);
            latest.forEach(following::write);
        } finally {
            turn.unlock();
        }
    }

    /** The files are about to go: when this returns, nobody writes them. */
    public void leave() {
        turn.lock();
        try {
            writer = Optional.empty();
        } finally {
            turn.unlock();
        }
    }
}
