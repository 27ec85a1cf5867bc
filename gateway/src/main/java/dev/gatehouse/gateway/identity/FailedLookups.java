package dev.gatehouse.gateway.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How often credentials that a network showed to a tenant turned out bad lately, of whatever kind they were. Those who fail
 * at one tenant's doors lock nobody out of another's. Thread-safe.
 */
@Singleton
public final class FailedLookups {
    private static final int MOST_NETWORKS = 10_000;
    private static final Duration COUNTED_FOR = Duration.ofSeconds(10);

    private final int most;
    private final Tenants tenants;
    private final Cache<Key, AtomicInteger> failures = Caffeine.newBuilder()
            .maximumSize(MOST_NETWORKS)
            .expireAfterWrite(COUNTED_FOR)
            .build();

    FailedLookups(IdentityConfig config, Tenants tenants) {
        this.most = config.failedLookups();
        this.tenants = tenants;
    }

    private record Key(String tenant, String network) {}

    /** Whether so many were bad that no unknown one is looked at now that this network shows to this tenant. */
    public boolean areTooMany(CallerOrigin origin) {
        AtomicInteger failed = failures.getIfPresent(key(origin));
        return failed != null && failed.get() >= most;
    }

    public void count(CallerOrigin origin) {
        failures.get(key(origin), _ -> new AtomicInteger()).incrementAndGet();
    }

    private Key key(CallerOrigin origin) {
        return new Key(tenants.countedAs(origin.tenant()), origin.source().network());
    }
}
