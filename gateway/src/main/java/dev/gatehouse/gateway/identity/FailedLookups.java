package dev.gatehouse.gateway.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** How often credentials of each network turned out bad lately, of whatever kind they were. Thread-safe. */
@Singleton
public final class FailedLookups {
    private static final int MOST_NETWORKS = 10_000;
    private static final Duration COUNTED_FOR = Duration.ofSeconds(10);

    private final int most;
    private final Cache<String, AtomicInteger> failures = Caffeine.newBuilder()
            .maximumSize(MOST_NETWORKS)
            .expireAfterWrite(COUNTED_FOR)
            .build();

    FailedLookups(IdentityConfig config) {
        this.most = config.failedLookups();
    }

    /** Whether so many were bad that no unknown one of this network is looked at now. */
    public boolean areTooMany(String network) {
        AtomicInteger failed = failures.getIfPresent(network);
        return failed != null && failed.get() >= most;
    }

    public void count(String network) {
        failures.get(network, _ -> new AtomicInteger()).incrementAndGet();
    }
}
