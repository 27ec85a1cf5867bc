package dev.gatehouse.gateway.sso;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/**
 * Checks who signed a token (RFC 7515; RFC 8725, sections 3.1 and 3.2): with a key of the one who is said to have signed it,
 * and with the one algorithm that the key is for. Nothing of the token says where a key comes from: {@code jku},
 * {@code x5u}, {@code jwk} and {@code x5c} are not looked at, and {@code kid} is a key of a map. It says nothing of what the
 * token is for: that is checked by whoever knows what it is shown for. Thread-safe.
 */
@Singleton
public final class TokenSignatures {
    private final Keys keys;

    TokenSignatures(Keys keys) {
        this.keys = keys;
    }

    /** What those whom tenants believe sign with. */
    interface Keys {
        KeyLookup find(IdentityProvider provider, String id, KeySource source);
    }

    /** Whether a token is signed by whom it should be. */
    public sealed interface Signature {
        record Good() implements Signature {}

        /**
         * It is not.
         *
         * @param reason one snake_case word of few
         */
        record Refused(String reason) implements Signature {}

        /** The keys are not known and cannot be had: nobody can say. */
        record Unavailable(String cause) implements Signature {}
    }

    /** Whether the provider's issuer signed it. Its keys are asked for only where the rest of the header is in order. */
    public Signature check(IdentityProvider provider, TokenText token) {
        return check(provider, token, KeySource.ISSUER);
    }

    /** Whether the provider's issuer signed it; unavailable also where its key is not known and may not be asked for. */
    public Signature check(IdentityProvider provider, TokenText token, KeySource source) {
        try {
            SigningAlgorithm algorithm = algorithm(token);
            return switch (keys.find(provider, keyId(token), source)) {
                case KeyLookup.Found(VerificationKey key) -> verified(token, key, algorithm, provider.algorithms());
                case KeyLookup.Unknown() -> throw new TokenRefused("key_unknown");
                case KeyLookup.Unavailable(String cause) -> new Signature.Unavailable(cause);
            };
        } catch (TokenRefused refused) {
            return new Signature.Refused(refused.reason());
        }
    }

    /** Whether it is signed with one of these keys, each by its id. */
    public static Signature check(
            Map<String, VerificationKey> registered, List<SigningAlgorithm> algorithms, TokenText token) {
        try {
            VerificationKey key = Optional.ofNullable(registered.get(keyId(token)))
                    .orElseThrow(() -> new TokenRefused("key_unknown"));
            return verified(token, key, algorithm(token), algorithms);
        } catch (TokenRefused refused) {
            return new Signature.Refused(refused.reason());
        }
    }

    /** No extension is understood here, so none may be critical (RFC 7515, section 4.1.11). */
    static SigningAlgorithm algorithm(TokenText token) throws TokenRefused {
        if (token.header().has("crit")) {
            throw new TokenRefused("token_critical");
        }
        JsonNode alg = token.header().path("alg");
        return SigningAlgorithm.named(alg.isTextual() ? alg.textValue() : "")
                .orElseThrow(() -> new TokenRefused("token_algorithm"));
    }

    private static String keyId(TokenText token) throws TokenRefused {
        return ClaimText.of(token.header().path("kid")).orElseThrow(() -> new TokenRefused("key_unknown"));
    }

    private static Signature verified(
            TokenText token, VerificationKey key, SigningAlgorithm algorithm, List<SigningAlgorithm> declared)
            throws TokenRefused {
        if (key.algorithm(declared).filter(algorithm::equals).isEmpty()) {
            throw new TokenRefused("token_algorithm");
        }
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
        return new Signature.Good();
    }
}
