package dev.gatehouse.gateway.sso;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.gateway.operation.PublicAddress;
import dev.gatehouse.gateway.sso.IdentityProvider.Version;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;

/**
 * The keys of every provider whose tokens came lately, each kept for one revision of one tenant's declaration. Of an issuer of
 * this gateway's own there are none, whoever declares it: by what a run shows to others nobody gets in here. Thread-safe.
 */
@Singleton
final class ProviderKeys implements TokenSignatures.Keys {
    private static final int MOST_PROVIDERS = 10_000;
    private static final Duration UNUSED_FOR = Duration.ofHours(12);

    private final IssuerDocuments documents;
    private final PublicAddress gateway;
    private final InstantSource clock;
    private final IssuerKeys.Times times;
    private final Cache<Version, IssuerKeys> keys = Caffeine.newBuilder()
            .maximumSize(MOST_PROVIDERS)
            .expireAfterAccess(UNUSED_FOR)
            .build();

    ProviderKeys(IssuerDocuments documents, PublicAddress gateway, InstantSource clock, SsoConfig config) {
        this.documents = documents;
        this.gateway = gateway;
        this.clock = clock;
        this.times = new IssuerKeys.Times(config.keyRefresh(), config.keyFloor(), config.keyStale());
    }

    @Override
    public KeyLookup find(IdentityProvider provider, String id, KeySource source) {
        if (gateway.isOurs(provider.issuer())) {
            return new KeyLookup.Unknown();
        }
        IssuerKeys ofIssuer = keys.get(provider.version(), _ -> keysOf(provider));
        return switch (source) {
            case KNOWN -> ofIssuer.known(id);
            case ISSUER -> ofIssuer.find(id);
        };
    }

    private IssuerKeys keysOf(IdentityProvider provider) {
        return new IssuerKeys(
                () -> documents.keys(provider),
                clock,
                task -> Thread.ofVirtual().name("issuer-keys").start(task),
                times);
    }
}
