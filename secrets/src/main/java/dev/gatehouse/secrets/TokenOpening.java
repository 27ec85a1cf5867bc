package dev.gatehouse.secrets;

import dev.gatehouse.policy.SecretReference;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Looks where the secrets of a start lie, and opens one token of each store that issues some of them. */
final class TokenOpening {
    private final String tenant;
    private final SecretLocations locations;
    private final StoreDirectory stores;
    private final Duration longest;
    private final Map<String, PreparedSecrets.Token> tokens = new HashMap<>();

    TokenOpening(String tenant, SecretLocations locations, StoreDirectory stores, Duration longest) {
        this.tenant = tenant;
        this.locations = locations;
        this.stores = stores;
        this.longest = longest;
    }

    /** Whatever comes in between, nothing stays open that nobody knows of. */
    Opening of(Collection<SecretReference> references) {
        try {
            var places = locations.of(tenant, references);
            for (var declared : places.entrySet()) {
                var ended = open(declared.getKey(), declared.getValue());
                if (ended.isPresent()) {
                    new PreparedSecrets(places, tokens).abandon();
                    return new Opening.Ended(ended.get());
                }
            }
            return new Opening.Opened(new PreparedSecrets(places, tokens));
        } catch (RuntimeException failed) {
            new PreparedSecrets(Map.of(), tokens).abandonAfter(failed);
            if (failed instanceof SecretException.RowsUnavailable) {
                return new Opening.Ended(new Resolution.Unavailable("store_unavailable"));
            }
            throw failed;
        }
    }

    /** What ends the start, if anything does. A path that rules keep the secret from opens nothing: resolving says why. */
    private Optional<Resolution> open(SecretReference reference, SecretLocation place) {
        if (tokens.containsKey(place.store())) {
            return Optional.empty();
        }
        DeclaredStore declared = stores.find(tenant, place.store()).orElse(null);
        if (declared == null
                || !(declared.store() instanceof LeasingStore leasing)
                || !leasing.issues(place.path())
                || !declared.paths().admit(tenant, reference.namespace(), place.path())) {
            return Optional.empty();
        }
        return switch (leasing.open(tenant, longest)) {
            case OpenAnswer.Opened opened -> {
                tokens.put(place.store(), new PreparedSecrets.Token(leasing, opened));
                yield Optional.empty();
            }
            case OpenAnswer.Forbidden() -> Optional.of(new Resolution.Failed(reference, "secret_forbidden"));
            case OpenAnswer.Unavailable(String cause) ->
                Optional.of(
                        declared.onUnavailable() == OnUnavailable.FAIL
                                ? new Resolution.Failed(reference, "secret_unavailable")
                                : new Resolution.Unavailable(cause));
        };
    }
}
