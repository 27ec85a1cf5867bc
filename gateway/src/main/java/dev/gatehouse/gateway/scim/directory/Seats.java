package dev.gatehouse.gateway.scim.directory;

import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** A few seats for each of many keys. Those of a key are there only while somebody has or wants one. Thread-safe. */
final class Seats<K> {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Supplier<Semaphore> made;
    private final ConcurrentMap<K, Kept> kept = new ConcurrentHashMap<>();

    /** @param each the seats of one key */
    Seats(int each) {
        this.made = () -> new Semaphore(each, true);
    }

    private record Kept(Semaphore seats, int users) {
        Kept and(int more) {
            return new Kept(seats, users + more);
        }
    }

    /**
     * The work's result, done in a seat of the key.
     *
     * @throws ScimFailure 503 when none was free in time
     */
    <T> T inside(K key, Supplier<T> work) {
        return with(key, seats -> inside(seats, work));
    }

    /** The same for somebody who waits no longer than that; nothing when none was free in time. */
    <T> Optional<T> inside(K key, Duration longest, Supplier<T> work) {
        return with(key, seats -> inside(seats, longest, work));
    }

    private <T> T with(K key, Function<Semaphore, T> work) {
        Kept mine = kept.merge(key, new Kept(made.get(), 1), (known, _) -> known.and(1));
        try {
            return work.apply(mine.seats());
        } finally {
            kept.computeIfPresent(key, (_, known) -> known.users() == 1 ? null : known.and(-1));
        }
    }

    /**
     * The work's result, done in one of these seats.
     *
     * @throws ScimFailure 503 when none was free in time
     */
    static <T> T inside(Semaphore seats, Supplier<T> work) {
        return inside(seats, LONGEST, work)
                .orElseThrow(() -> ScimFailure.of(503, "Too much is asked at once. Repeat the request."));
    }

    /** The same for somebody who waits no longer than that; nothing when none was free in time. */
    static <T> Optional<T> inside(Semaphore seats, Duration longest, Supplier<T> work) {
        if (!taken(seats, longest)) {
            return Optional.empty();
        }
        try {
            return Optional.of(work.get());
        } finally {
            seats.release();
        }
    }

    private static boolean taken(Semaphore seats, Duration longest) {
        try {
            return seats.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** How many keys somebody has or wants a seat of. */
    int keys() {
        return kept.size();
    }
}
