package dev.gatehouse.gateway.sso;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.gatehouse.gateway.sso.IdentityProvider.Version;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * The endpoints of every provider by which people log in, each kept for one revision of one tenant's declaration. However
 * many ask, one fetches; an issuer that does not answer is left alone for a moment. Thread-safe.
 */
@Singleton
public final class ProviderEndpoints {
    private static final int MOST_PROVIDERS = 10_000;

    private final IssuerDocuments documents;
    private final Cache<Version, Lookup> known;

    ProviderEndpoints(IssuerDocuments documents, SsoConfig config) {
        this.documents = documents;
        this.known = Caffeine.newBuilder()
                .maximumSize(MOST_PROVIDERS)
                .expireAfter(Expiry.creating((Version _, Lookup lookup) -> kept(lookup, config)))
                .build();
    }

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

    private static Duration kept(Lookup lookup, SsoConfig config) {
        return switch (lookup) {
            case Lookup.Found _ -> config.keyRefresh();
            case Lookup.Unavailable _ -> config.keyFloor();
        };
    }

    /** The provider's; blocks while its issuer has to be asked. */
    public Lookup of(IdentityProvider provider) {
        return known.get(provider.version(), _ -> fetched(provider));
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
