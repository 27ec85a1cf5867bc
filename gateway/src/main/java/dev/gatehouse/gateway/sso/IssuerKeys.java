package dev.gatehouse.gateway.sso;

import dev.gatehouse.gateway.sso.KeyFetch.Failed;
import dev.gatehouse.gateway.sso.KeyFetch.Fetched;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The keys of one issuer, as it said lately. They are fetched when they are first needed, again in the background when
 * they grow old, and at once when a token names a key that is not among them: so a rotation needs no outage. However many
 * ask, one fetches, and the issuer is left alone for a while after each attempt, so that invented key ids are no flood.
 * What the issuer withdrew is gone with the next fetch; while it does not answer, what it said last is used for a bounded
 * time. Thread-safe.
 */
final class IssuerKeys {
    /** Beyond so many that wait for the same fetch, others are told to come back. */
    private static final int MOST_WAITING = 200;

    private final Supplier<KeyFetch> issuer;
    private final InstantSource clock;
    private final Executor background;
    private final Times times;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile Known known = new Known(0, Map.of(), Instant.EPOCH, Instant.EPOCH, Optional.empty());

    IssuerKeys(Supplier<KeyFetch> issuer, InstantSource clock, Executor background, Times times) {
        this.issuer = issuer;
        this.clock = clock;
        this.background = background;
        this.times = times;
    }

    /**
     * @param refresh how old keys may be before they are fetched again
     * @param floor between two attempts
     * @param stale how old keys may be at all
     */
    record Times(Duration refresh, Duration floor, Duration stale) {}

    /** @param attempts how often the issuer was asked */
    private record Known(
            long attempts,
            Map<String, VerificationKey> keys,
            Instant readAt,
            Instant triedAt,
            Optional<String> failure) {}

    /** The issuer's key of that id, as far as the issuer was asked before: nobody waits, and nobody can say of another one. */
    KeyLookup known(String id) {
        return usable(known, id)
                .<KeyLookup>map(this::found)
                .orElseGet(() -> new KeyLookup.Unavailable("key_not_asked_for"));
    }

    private KeyLookup found(VerificationKey key) {
        Known before = known;
        if (isOver(before.readAt(), times.refresh()) && mayTry(before)) {
            background.execute(this::refreshUnlessSomebodyDoes);
        }
        return new KeyLookup.Found(key);
    }

    /** The issuer's key of that id; blocks while the issuer has to be asked. */
    KeyLookup find(String id) {
        Known before = known;
        Optional<VerificationKey> key = usable(before, id);
        if (key.isPresent()) {
            return found(key.get());
        }
        if (mayTry(before)) {
            if (fetching.getQueueLength() >= MOST_WAITING) {
                return new KeyLookup.Unavailable("too_many_waiting");
            }
            fetching.lock();
            try {
                fetchUnlessFetchedSince(before);
            } finally {
                fetching.unlock();
            }
        }
        Known now = known;
        return usable(now, id)
                .<KeyLookup>map(KeyLookup.Found::new)
                .orElseGet(() ->
                        now.failure().<KeyLookup>map(KeyLookup.Unavailable::new).orElseGet(KeyLookup.Unknown::new));
    }

    private void refreshUnlessSomebodyDoes() {
        Known before = known;
        if (fetching.tryLock()) {
            try {
                if (mayTry(before)) {
                    fetchUnlessFetchedSince(before);
                }
            } finally {
                fetching.unlock();
            }
        }
    }

    private void fetchUnlessFetchedSince(Known before) {
        if (known.attempts() != before.attempts()) {
            return;
        }
        Instant asked = clock.instant();
        long attempts = before.attempts() + 1;
        known = switch (issuer.get()) {
            case Fetched(var keys) -> new Known(attempts, keys, asked, clock.instant(), Optional.empty());
            case Failed(String cause) ->
                new Known(attempts, before.keys(), before.readAt(), clock.instant(), Optional.of(cause));
        };
    }

    private Optional<VerificationKey> usable(Known state, String id) {
        return isOver(state.readAt(), times.stale())
                ? Optional.empty()
                : Optional.ofNullable(state.keys().get(id));
    }

    private boolean mayTry(Known state) {
        return isOver(state.triedAt(), times.floor());
    }

    private boolean isOver(Instant since, Duration span) {
        return !clock.instant().isBefore(since.plus(span));
    }
}
