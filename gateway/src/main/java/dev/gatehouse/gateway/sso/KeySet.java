package dev.gatehouse.gateway.sso;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/**
 * The keys of a JWK set (RFC 7517, section 5) that are good for verifying signatures, by their ids. Others are left out:
 * keys without an id, with an id that another one has too, of forms and sizes that nobody should use, for encryption, and
 * keys whose private half was published.
 */
public final class KeySet {
    private static final int MOST_KEYS = 100;
    private static final int LEAST_RSA = 2_048;
    private static final int MOST_RSA = 8_192;
    private static final BigInteger LEAST_EXPONENT = BigInteger.valueOf(65_537);
    private static final int MOST_EXPONENT_BITS = 33;

    /** What a public key is made of; certificates and their addresses are not looked at. */
    private static final List<String> PUBLIC_MEMBERS = List.of("kty", "n", "e", "crv", "x", "y");

    private static final List<String> PRIVATE_MEMBERS = List.of("d", "p", "q", "k");

    private KeySet() {}

    /** The usable keys; nothing when the document is no JWK set. */
    public static Optional<Map<String, VerificationKey>> of(ObjectNode document) {
        JsonNode keys = document.path("keys");
        if (!keys.isArray() || keys.size() > MOST_KEYS) {
            return Optional.empty();
        }
        Map<String, VerificationKey> found = new HashMap<>();
        Set<String> seen = new HashSet<>();
        Set<String> doubled = new HashSet<>();
        for (JsonNode jwk : keys) {
            Optional<String> named = ClaimText.of(jwk.path("kid"));
            if (named.isEmpty()) {
                continue;
            }
            String id = named.get();
            if (!seen.add(id)) {
                doubled.add(id);
            }
            key(jwk).ifPresent(key -> found.put(id, key));
        }
        found.keySet().removeAll(doubled);
        return Optional.of(Map.copyOf(found));
    }

    private static Optional<VerificationKey> key(JsonNode jwk) {
        boolean published = PRIVATE_MEMBERS.stream().anyMatch(jwk::has);
        if (published || !isForSignatures(jwk)) {
            return Optional.empty();
        }
        String form =
                jwk.path("kty").asText().equals("RSA") ? "RSA" : jwk.path("crv").asText();
        Optional<SigningAlgorithm> named =
                SigningAlgorithm.named(jwk.path("alg").asText());
        if (jwk.has("alg") && named.filter(each -> each.keyForm().equals(form)).isEmpty()) {
            return Optional.empty();
        }
        return publicKey(jwk).map(key -> new VerificationKey(key.getPublicKey(), form, named));
    }

    private static boolean isForSignatures(JsonNode jwk) {
        JsonNode operations = jwk.path("key_ops");
        boolean verifies = operations.isMissingNode();
        for (JsonNode operation : operations) {
            verifies |= operation.asText().equals("verify");
        }
        return verifies && (!jwk.has("use") || jwk.path("use").asText().equals("sig"));
    }

    private static Optional<PublicJsonWebKey> publicKey(JsonNode jwk) {
        Map<String, Object> members = new HashMap<>();
        PUBLIC_MEMBERS.stream()
                .filter(jwk::has)
                .forEach(member -> members.put(member, jwk.get(member).asText()));
        try {
            PublicJsonWebKey key = PublicJsonWebKey.Factory.newPublicJwk(members);
            boolean weak = key.getPublicKey() instanceof RSAPublicKey rsa && !isStrong(rsa);
            return weak || !CurvePoints.isPoint(key.getPublicKey()) ? Optional.empty() : Optional.of(key);
        } catch (JoseException | RuntimeException _) {
            // Whatever the library makes of a stranger's numbers: it is no key.
            return Optional.empty();
        }
    }

    private static boolean isStrong(RSAPublicKey key) {
        int size = key.getModulus().bitLength();
        BigInteger exponent = key.getPublicExponent();
        return size >= LEAST_RSA
                && size <= MOST_RSA
                && exponent.testBit(0)
                && exponent.compareTo(LEAST_EXPONENT) >= 0
                && exponent.bitLength() <= MOST_EXPONENT_BITS;
    }
}
