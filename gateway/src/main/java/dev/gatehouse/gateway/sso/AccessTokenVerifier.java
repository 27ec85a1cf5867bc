package dev.gatehouse.gateway.sso;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.gateway.database.DatabaseUnavailable;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/**
 * Verifies the access tokens of a tenant's identity providers (RFC 9068, section 4; RFC 8725). It picks the issuer among
 * those that the tenant declares, then the key among those that the issuer publishes, and then checks the signature with
 * that key and the one algorithm that the key is for. Nothing of the token says where a key comes from: {@code jku},
 * {@code x5u}, {@code jwk} and {@code x5c} are not looked at, and {@code kid} is a key of a map. Thread-safe.
 */
@Singleton
public final class AccessTokenVerifier {
    private final Issuers issuers;
    private final Keys keys;
    private final InstantSource clock;
    private final SsoConfig config;

    AccessTokenVerifier(Issuers issuers, Keys keys, InstantSource clock, SsoConfig config) {
        this.issuers = issuers;
        this.keys = keys;
        this.clock = clock;
        this.config = config;
    }

    /** Whom tenants believe. */
    interface Issuers {
        /** The tenant's one provider with that issuer. */
        Optional<IdentityProvider> issuing(String tenant, String issuer);
    }

    /** What those whom tenants believe sign with. */
    interface Keys {
        KeyLookup find(IdentityProvider provider, String id);
    }

    /**
     * What the text is worth as an access token to the tenant.
     *
     * @throws DatabaseUnavailable when the tenant's providers cannot be read
     */
    public TokenOutcome verify(String tenant, String text) {
        try {
            TokenText token = TokenText.of(text).orElseThrow(() -> new TokenRefused("token_malformed"));
            return verify(tenant, token);
        } catch (TokenRefused refused) {
            return new TokenOutcome.Refused(refused.reason());
        }
    }

    private TokenOutcome verify(String tenant, TokenText token) throws TokenRefused {
        SigningAlgorithm algorithm = algorithm(token);
        IdentityProvider provider = Optional.ofNullable(
                        token.claims().path("iss").textValue())
                .flatMap(issuer -> issuers.issuing(tenant, issuer))
                .orElseThrow(() -> new TokenRefused("issuer_unknown"));
        var claims = new TokenClaims(provider, token.claims());
        claims.checkType(token.header());
        claims.checkAudience();
        claims.checkUnbound();
        // All that costs nothing is checked before anybody is asked for keys.
        AccessToken accepted = claims.at(clock.instant(), config.clockSkew(), config.tokenAge());
        return switch (keys.find(provider, keyId(token))) {
            case KeyLookup.Found(VerificationKey key) -> {
                if (key.algorithm(provider.algorithms())
                        .filter(algorithm::equals)
                        .isEmpty()) {
                    throw new TokenRefused("token_algorithm");
                }
                checkSignature(token, key, algorithm);
                yield new TokenOutcome.Verified(accepted);
            }
            case KeyLookup.Unknown() -> throw new TokenRefused("key_unknown");
            case KeyLookup.Unavailable(String cause) -> new TokenOutcome.Unavailable(cause);
        };
    }

    /** No extension is understood here, so none may be critical (RFC 7515, section 4.1.11). */
    private static SigningAlgorithm algorithm(TokenText token) throws TokenRefused {
        if (token.header().has("crit")) {
            throw new TokenRefused("token_critical");
        }
        JsonNode alg = token.header().path("alg");
        return SigningAlgorithm.named(alg.isTextual() ? alg.textValue() : "")
                .orElseThrow(() -> new TokenRefused("token_algorithm"));
    }

    private static String keyId(TokenText token) throws TokenRefused {
        JsonNode id = token.header().path("kid");
        if (!id.isTextual() || id.textValue().isEmpty()) {
            throw new TokenRefused("key_unknown");
        }
        return id.textValue();
    }

    private static void checkSignature(TokenText token, VerificationKey key, SigningAlgorithm algorithm)
            throws TokenRefused {
        var signature = new JsonWebSignature();
        signature.setAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, algorithm.alg()));
        signature.setKey(key.key());
        try {
            signature.setCompactSerialization(token.text());
            if (!signature.verifySignature()) {
                throw new TokenRefused("token_signature");
            }
        } catch (JoseException _) {
            throw new TokenRefused("token_signature");
        }
    }
}
