package dev.gatehouse.gateway.sso;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.sso.TokenOutcome.Refused;
import dev.gatehouse.gateway.sso.TokenOutcome.Verified;
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A verifier with three tenants, one issuer and three keys, and tokens that are good until a test changes something. */
final class VerifierStage {
    static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    static final String ISSUER = "https://idp.example/realms/acme";
    static final KeyPair RSA = TokenForge.pair(SigningAlgorithm.RS256);
    static final KeyPair EC = TokenForge.pair(SigningAlgorithm.ES256);
    static final KeyPair MALLORYS = TokenForge.fresh(SigningAlgorithm.RS256);

    static final IdentityProvider STRICT = provider("acme", ISSUER, true);
    static final IdentityProvider LENIENT = provider("globex", ISSUER, false);
    static final IdentityProvider LENIENT_WITH_LOGIN =
            provider("umbrella", ISSUER, false, Optional.of("browser-client"));

    private final Map<String, KeyLookup> keys = new HashMap<>(Map.of(
            "rsa", found(RSA, "RSA", Optional.of(SigningAlgorithm.RS256)),
            "plain-rsa", found(RSA, "RSA", Optional.empty()),
            "ec", found(EC, "P-256", Optional.empty())));
    private final List<String> asked = new ArrayList<>();
    private final AccessTokenVerifier verifier = new AccessTokenVerifier(
            (tenant, issuer) -> Stream.of(STRICT, LENIENT, LENIENT_WITH_LOGIN)
                    .filter(each ->
                            each.tenant().equals(tenant) && each.issuer().equals(issuer))
                    .findFirst(),
            new TokenSignatures((_, id, _) -> {
                asked.add(id);
                return keys.getOrDefault(id, new KeyLookup.Unknown());
            }),
            () -> NOW,
            new SsoSettings());

    static IdentityProvider provider(String tenant, String issuer, boolean strict) {
        return provider(tenant, issuer, strict, strict ? Optional.of("browser-client") : Optional.empty());
    }

    private static IdentityProvider provider(String tenant, String issuer, boolean strict, Optional<String> clientId) {
        return new IdentityProvider(
                tenant,
                new UUID(1, strict ? 1 : 2),
                "corp",
                1,
                issuer,
                "gatehouse",
                List.of(SigningAlgorithm.RS256, SigningAlgorithm.ES256, SigningAlgorithm.PS256),
                Optional.empty(),
                "oid",
                Optional.of("groups"),
                strict,
                Optional.empty(),
                false,
                Optional.empty(),
                clientId,
                List.of());
    }

    static KeyLookup found(KeyPair pair, String form, Optional<SigningAlgorithm> named) {
        return new KeyLookup.Found(new VerificationKey(pair.getPublic(), form, named));
    }

    static ObjectNode header() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("alg", "RS256")
                .put("typ", "at+jwt")
                .put("kid", "rsa");
    }

    static ObjectNode claims() {
        ObjectNode claims = JsonNodeFactory.instance
                .objectNode()
                .put("iss", ISSUER)
                .put("aud", "gatehouse")
                .put("sub", "pairwise-7")
                .put("oid", "person-7")
                .put("client_id", "cli")
                .put("jti", "j1")
                .put("iat", NOW.getEpochSecond() - 60)
                .put("exp", NOW.getEpochSecond() + 240);
        claims.putArray("groups").add("data").add("ops");
        return claims;
    }

    static String signed(ObjectNode header, ObjectNode claims) {
        return TokenForge.sign(header.toString(), claims.toString(), RSA.getPrivate(), SigningAlgorithm.RS256);
    }

    static String withHeader(UnaryOperator<ObjectNode> change) {
        return signed(change.apply(header()), claims());
    }

    static String withClaims(UnaryOperator<ObjectNode> change) {
        return signed(header(), change.apply(claims()));
    }

    TokenOutcome verify(String token) {
        return verifier.verify("acme", token, KeySource.ISSUER);
    }

    void accepted(String token) {
        assertThat(verify(token)).isInstanceOf(Verified.class);
    }

    void refused(String token, String reason) {
        assertThat(verify(token)).isEqualTo(new Refused(reason));
    }

    /** What its issuer has; a test may change it. */
    Map<String, KeyLookup> keys() {
        return keys;
    }

    /** The ids of the keys that were asked for. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    AccessTokenVerifier verifier() {
        return verifier;
    }
}
