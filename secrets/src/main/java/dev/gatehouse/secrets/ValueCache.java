package dev.gatehouse.secrets;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Reads stores for starts: of many that want the same path at once one asks, and what it got is kept for as long as the
 * store's declaration says and no longer, wrapped by a key of this process. Thread-safe.
 */
final class ValueCache {
    private static final long MOST_BYTES = 64 << 20;

    private final MasterKey key;
    private final Ticker ticker;
    private final Cache<Wanted, Kept> kept;
    private final ConcurrentMap<Wanted, FutureTask<Read>> flights = new ConcurrentHashMap<>();

    ValueCache(MasterKey key, Ticker ticker) {
        this.key = key;
        this.ticker = ticker;
        this.kept = Caffeine.newBuilder()
                .maximumWeight(MOST_BYTES)
                .weigher((Wanted _, Kept each) -> each.values().weight())
                .expireAfter(Expiry.<Wanted, Kept>writing((_, each) -> each.goodFor()))
                .ticker(ticker)
                .build();
    }

    /** @param store the identity of its declaration */
    private record Wanted(String tenant, String store, String path) {
        WrapContext place() {
            return new WrapContext(tenant, "kept-secret", store + "/" + path);
        }
    }

    private record Kept(KeptValues values, Duration goodFor) {}

    /** What all who waited for one call get of it. */
    private sealed interface Read {
        record Values(KeptValues values) implements Read {}

        record Nothing(StoreAnswer answer) implements Read {}
    }

    /** What lies at the path; the receiver closes it. */
    StoreAnswer read(String tenant, DeclaredStore store, String path) {
        var wanted = new Wanted(tenant, store.identity(), path);
        Optional<KeptValues> known =
                Optional.ofNullable(kept.getIfPresent(wanted)).map(Kept::values);
        Optional<StoreAnswer> young =
                known.filter(each -> isWithin(each, store.cacheFor())).map(each -> each.opened(key, wanted.place()));
        if (young.isPresent()) {
            return young.get();
        }
        return switch (together(wanted, store)) {
            case Read.Values(KeptValues values) -> values.opened(key, wanted.place());
            case Read.Nothing(StoreAnswer answer) ->
                known.filter(each -> standsIn(each, answer, store))
                        .<StoreAnswer>map(each -> each.opened(key, wanted.place()))
                        .orElse(answer);
        };
    }

    /** Whether what is kept is given in the place of an answer that the store could not give. */
    private boolean standsIn(KeptValues values, StoreAnswer answer, DeclaredStore store) {
        return answer instanceof StoreAnswer.Unavailable
                && store.onUnavailable() == OnUnavailable.CACHED
                && isWithin(values, store.keepFor());
    }

    private boolean isWithin(KeptValues values, Duration age) {
        return age.isPositive() && values.age(ticker.read()) <= age.toNanos();
    }

    private Read together(Wanted wanted, DeclaredStore store) {
        var own = new FutureTask<>(() -> asked(wanted, store));
        FutureTask<Read> flight = flights.computeIfAbsent(wanted, _ -> own);
        if (flight.equals(own)) {
            try {
                own.run();
            } finally {
                flights.remove(wanted, own);
            }
        }
        try {
            return flight.get();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Read.Nothing(new StoreAnswer.Unavailable("interrupted"));
        } catch (ExecutionException failure) {
            throw new IllegalStateException(failure.getCause());
        }
    }

    private Read asked(Wanted wanted, DeclaredStore store) {
        long began = ticker.read();
        return switch (store.store().read(wanted.tenant(), wanted.path())) {
            case StoreAnswer.Found found -> {
                KeptValues values = KeptValues.of(found, key, wanted.place(), began);
                if (store.usefulFor().isPositive()) {
                    kept.put(wanted, new Kept(values, store.usefulFor()));
                }
                yield new Read.Values(values);
            }
            case StoreAnswer.Unavailable away -> new Read.Nothing(away);
            case StoreAnswer.Missing missing -> gone(wanted, missing);
            case StoreAnswer.Forbidden forbidden -> gone(wanted, forbidden);
        };
    }

    /** What the store does not give any more is not given from here. */
    private Read gone(Wanted wanted, StoreAnswer answer) {
        kept.invalidate(wanted);
        return new Read.Nothing(answer);
    }
}
