package dev.gatehouse.gateway.scim.directory;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What this door does in the database. One transaction may take long, for a group of 50,000 members is written in one. So
 * only some run at once, and of one group only one: those who wait hold no connection that others need. Thread-safe.
 */
@Singleton
final class Work {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int AT_ONCE = 8;

    /** Groups share these turns; that two of them share one costs them time and nothing else. */
    private static final int TURNS = 256;

    private final Transactions transactions;
    private final Semaphore seats = new Semaphore(AT_ONCE, true);
    private final List<Semaphore> turns =
            Stream.generate(() -> new Semaphore(1, true)).limit(TURNS).toList();

    Work(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * The result of a transaction.
     *
     * @throws ScimFailure 503 when others did not end in time
     */
    <T> T run(Transactions.Work<T> work) {
        return inside(seats, () -> transactions.run(LONGEST, work));
    }

    /** The result of a transaction that changes a group. */
    <T> T run(UUID group, Transactions.Work<T> work) {
        return inside(turns.get(Math.floorMod(group.hashCode(), TURNS)), () -> run(work));
    }

    private static <T> T inside(Semaphore seat, Supplier<T> work) {
        if (!taken(seat)) {
            throw ScimFailure.of(503, "Too much is asked at once. Repeat the request.");
        }
        try {
            return work.get();
        } finally {
            seat.release();
        }
    }

    private static boolean taken(Semaphore seat) {
        try {
            return seat.tryAcquire(LONGEST.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
