package dev.gatehouse.gateway.sso;

import java.security.PublicKey;
import java.util.List;
import java.util.Optional;

/**
 * A key that an issuer publishes for signatures.
 *
 * @param form {@code RSA}, or the name of its curve
 * @param named the algorithm that the issuer says it is for
 */
public record VerificationKey(PublicKey key, String form, Optional<SigningAlgorithm> named) {

    /**
     * The one algorithm that the key is used with (RFC 8725, section 3.1): the one that it names; else that of its curve;
     * else, for RSA, the first that the provider is declared with.
     */
    Optional<SigningAlgorithm> algorithm(List<SigningAlgorithm> declared) {
        return declared.stream()
                .filter(each -> each.keyForm().equals(form))
                .filter(each -> named.isEmpty() || named.get() == each)
                .findFirst();
    }
}
