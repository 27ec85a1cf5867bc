package dev.gatehouse.gateway.sso;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * The signatures that access tokens may have (RFC 7518, section 3.1; RFC 8037, section 3.1): asymmetric ones only, each
 * for one type of key.
 */
public enum SigningAlgorithm {
    RS256("RSA"),
    RS384("RSA"),
    RS512("RSA"),
    PS256("RSA"),
    PS384("RSA"),
    PS512("RSA"),
    ES256("P-256"),
    ES384("P-384"),
    ES512("P-521"),
    EDDSA("Ed25519");

    private final String keyForm;

    SigningAlgorithm(String keyForm) {
        this.keyForm = keyForm;
    }

    /** The algorithm of that {@code alg}; nothing for {@code none}, for keyed hashes and for what nobody knows. */
    public static Optional<SigningAlgorithm> named(String alg) {
        return Stream.of(values()).filter(each -> each.alg().equals(alg)).findFirst();
    }

    /** As header and key write it. */
    public String alg() {
        return this == EDDSA ? "EdDSA" : name();
    }

    /** Its keys: {@code RSA}, or the name of their curve. */
    String keyForm() {
        return keyForm;
    }
}
