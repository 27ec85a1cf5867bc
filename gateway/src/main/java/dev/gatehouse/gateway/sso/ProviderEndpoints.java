package dev.gatehouse.gateway.sso;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.gateway.sso.IdentityProvider.Version;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The endpoints of every provider by which people log in, each kept for one revision of one tenant's declaration. However
 * many ask, one fetches; an issuer that does not answer is left alone for a moment, and keeps nobody waiting who asks for
 * another's. Thread-safe.
 */
@Singleton
public final class ProviderEndpoints {
    private static final int MOST_PROVIDERS = 10_000;

    /** Beyond so many that wait for the same fetch, others are told to come back. */
    private static final int MOST_WAITING = 200;

    private final IssuerDocuments documents;
    private final InstantSource clock;
    private final SsoConfig config;
    private final Cache<Version, Entry> entries =
            Caffeine.newBuilder().maximumSize(MOST_PROVIDERS).build();

    ProviderEndpoints(IssuerDocuments documents, InstantSource clock, SsoConfig config) {
        this.documents = documents;
        this.clock = clock;
        this.config = config;
    }

    /** What is known of one provider's endpoints, and the lock under which they are fetched. */
    private static final class Entry {
        private final ReentrantLock fetching = new ReentrantLock();
        private volatile Known known = new Known(new Lookup.Unavailable("never_asked"), Instant.MIN);
    }

    private record Known(Lookup lookup, Instant until) {}

    /** What is known of a provider's endpoints. */
    public sealed interface Lookup {
        record Found(IssuerEndpoints endpoints) implements Lookup {}

        /**
         * Nobody can say.
         *
         * @param cause one snake_case word of few
         */
        record Unavailable(String cause) implements Lookup {}
    }

    private Duration kept(Lookup lookup) {
        return switch (lookup) {
            case Lookup.Found _ -> config.keyRefresh();
            case Lookup.Unavailable _ -> config.keyFloor();
        };
    }

    /** The provider's; blocks while its issuer has to be asked. */
    public Lookup of(IdentityProvider provider) {
        // Not computed within the cache, which would hold up whoever's entry lies beside this one.
        Entry entry = entries.get(provider.version(), _ -> new Entry());
        if (isKnown(entry)) {
            return entry.known.lookup();
        }
        if (entry.fetching.getQueueLength() >= MOST_WAITING) {
            return new Lookup.Unavailable("too_many_waiting");
        }
        entry.fetching.lock();
        try {
            if (!isKnown(entry)) {
                Lookup fetched = fetched(provider);
                entry.known = new Known(fetched, clock.instant().plus(kept(fetched)));
            }
            return entry.known.lookup();
        } finally {
            entry.fetching.unlock();
        }
    }

    private boolean isKnown(Entry entry) {
        return clock.instant().isBefore(entry.known.until());
    }

    private Lookup fetched(IdentityProvider provider) {
        return switch (documents.metadata(provider)) {
            case IssuerDocuments.Document.Read(var metadata) ->
                IssuerEndpoints.of(metadata)
                        .<Lookup>map(Lookup.Found::new)
                        .orElseGet(() -> new Lookup.Unavailable("metadata_malformed"));
            case IssuerDocuments.Document.Missing(String cause) -> new Lookup.Unavailable(cause);
        };
    }
}
