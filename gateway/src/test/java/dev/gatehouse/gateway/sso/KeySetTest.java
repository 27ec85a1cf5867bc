package dev.gatehouse.gateway.sso;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.KeyPair;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeySetTest {
    private static final KeyPair RSA = TokenForge.pair(SigningAlgorithm.RS256);

    private static ObjectNode rsa() {
        return TokenForge.jwk("k1", RSA.getPublic());
    }

    private static Map<String, VerificationKey> of(ObjectNode... keys) {
        ObjectNode set = JsonNodeFactory.instance.objectNode();
        set.putArray("keys").addAll(List.of(keys));
        return KeySet.of(set).orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(SigningAlgorithm.class)
    void takesAKeyOfEveryForm(SigningAlgorithm algorithm) {
        var pair = TokenForge.pair(algorithm);

        VerificationKey plain = of(TokenForge.jwk("k1", pair.getPublic())).get("k1");
        VerificationKey named = of(TokenForge.jwk("k1", pair.getPublic()).put("alg", algorithm.alg()))
                .get("k1");

        assertThat(plain.key()).isEqualTo(pair.getPublic());
        assertThat(plain.algorithm(List.of(algorithm))).contains(algorithm);
        assertThat(named.algorithm(List.of(SigningAlgorithm.values()))).contains(algorithm);
    }

    @Test
    void anRsaKeyThatNamesNoAlgorithmIsForTheFirstThatIsDeclared() {
        VerificationKey key = of(rsa()).get("k1");

        assertThat(key.algorithm(List.of(SigningAlgorithm.ES256, SigningAlgorithm.PS256, SigningAlgorithm.RS256)))
                .contains(SigningAlgorithm.PS256);
        assertThat(key.algorithm(List.of(SigningAlgorithm.ES256))).isEmpty();
    }

    @Test
    void aKeyThatNamesAnAlgorithmIsForNoOther() {
        VerificationKey key = of(rsa().put("alg", "RS256")).get("k1");

        assertThat(key.algorithm(List.of(SigningAlgorithm.PS256))).isEmpty();
    }

    @Test
    void takesKeysForSignatures() {
        assertThat(of(rsa().put("use", "sig"))).hasSize(1);
        ObjectNode verifies = rsa();
        verifies.putArray("key_ops").add("sign").add("verify");
        assertThat(of(verifies)).hasSize(1);
    }

    @Test
    void leavesOutKeysForOtherUses() {
        ObjectNode wraps = rsa();
        wraps.putArray("key_ops").add("wrapKey");
        ObjectNode nothing = rsa();
        nothing.putArray("key_ops");

        assertThat(of(rsa().put("use", "enc"))).isEmpty();
        assertThat(of(wraps)).isEmpty();
        assertThat(of(nothing)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "HS256", "RSA-OAEP", "ES256", "EdDSA", "", "rs256"})
    void leavesOutAKeyForAnAlgorithmThatIsNotItsOwn(String algorithm) {
        assertThat(of(rsa().put("alg", algorithm))).isEmpty();
    }

    @Test
    void leavesOutWeakRsaKeys() throws Exception {
        assertThat(of(TokenForge.jwk("k1", TokenForge.rsa(2_048, 65_537).getPublic())))
                .hasSize(1);
        assertThat(of(TokenForge.jwk("k1", TokenForge.rsa(1_024, 65_537).getPublic())))
                .isEmpty();
        assertThat(of(TokenForge.jwk("k1", TokenForge.rsa(2_048, 3).getPublic())))
                .isEmpty();
        assertThat(of(rsa().put("n", "A".repeat(2_000)))).isEmpty();
        assertThat(of(rsa().put("e", "AQ"))).isEmpty();
    }

    @Test
    void leavesOutAKeyWhosePrivateHalfWasPublished() {
        assertThat(of(rsa().put("d", "AQAB"))).isEmpty();
        assertThat(of(JsonNodeFactory.instance
                        .objectNode()
                        .put("kid", "k1")
                        .put("kty", "oct")
                        .put("k", "AQAB")))
                .isEmpty();
    }

    @Test
    void leavesOutKeysWithoutAnIdAndBothOfOneId() {
        ObjectNode none = rsa();
        none.remove("kid");
        ObjectNode other = TokenForge.jwk("k2", RSA.getPublic());

        assertThat(of(none, other)).containsOnlyKeys("k2");
        assertThat(of(rsa(), rsa().put("use", "enc"), other)).containsOnlyKeys("k2");
        assertThat(of(rsa().put("kid", ""), rsa().put("kid", "a".repeat(257)))).isEmpty();
        assertThat(of(rsa().put("kid", 7))).isEmpty();
    }

    @Test
    void leavesOutWhatIsNoKeyAndKeepsTheOthers() {
        ObjectNode halfAPoint =
                TokenForge.jwk("k2", TokenForge.pair(SigningAlgorithm.ES256).getPublic());
        halfAPoint.remove("y");
        ObjectNode noModulus = TokenForge.jwk("k3", RSA.getPublic());
        noModulus.remove("n");

        assertThat(of(
                        rsa(),
                        halfAPoint,
                        noModulus,
                        JsonNodeFactory.instance.objectNode().put("kid", "k4"),
                        rsa().put("kid", "k5").put("kty", "EC")))
                .containsOnlyKeys("k1");
    }

    @ParameterizedTest
    @EnumSource(
            value = SigningAlgorithm.class,
            names = {"ES256", "ES384", "ES512", "EDDSA"})
    void leavesOutWhatIsNoPointOfItsCurve(SigningAlgorithm algorithm) {
        List<ObjectNode> good = Stream.generate(
                        () -> TokenForge.jwk("k1", TokenForge.fresh(algorithm).getPublic()))
                .limit(32)
                .toList();
        // Half of all numbers are a coordinate of some point of Ed25519.
        List<ObjectNode> bent = good.stream()
                .map(key ->
                        key.deepCopy().put("x", "AQ" + key.path("x").asText().substring(2)))
                .toList();

        assertThat(good).allSatisfy(key -> assertThat(of(key)).hasSize(1));
        assertThat(bent).anySatisfy(key -> assertThat(of(key)).isEmpty());
    }

    /** As the points are written, little-endian, with the sign of x in the last bit. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0100000000000000000000000000000000000000000000000000000000000000",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0000000000000000000000000000000000000000000000000000000000000080",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"
            })
    void leavesOutPointsOfSmallOrderUnderWhichAnybodySigns(String point) {
        String x = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(HexFormat.of().parseHex(point));

        assertThat(of(TokenForge.jwk(
                                "k1", TokenForge.fresh(SigningAlgorithm.EDDSA).getPublic())
                        .put("x", x)))
                .isEmpty();
    }

    @Test
    void certificatesInAKeyAreNotLookedAt() {
        ObjectNode key = rsa().put("x5u", "https://evil.example/");
        key.putArray("x5c").add("not a certificate");

        assertThat(of(key)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"keys\":{}}", "{\"keys\":null}", "{\"keys\":\"x\"}"})
    void whatIsNoSetIsNone(String document) {
        assertThat(KeySet.of(StrictDocument.read(document).orElseThrow())).isEmpty();
    }

    @Test
    void aSetOfVeryManyKeysIsNone() {
        ObjectNode set = JsonNodeFactory.instance.objectNode();
        var keys = set.putArray("keys");
        for (int i = 0; i < 100; i++) {
            keys.addObject();
        }
        assertThat(KeySet.of(set)).contains(Map.of());

        keys.addObject();
        assertThat(KeySet.of(set)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "1", "null", "{", "{\"a\":1,\"a\":2}", "{\"a\":{\"b\":1,\"b\":1}}", "{} {}", "{}x"})
    void aDocumentWithTwoReadingsIsNone(String text) {
        assertThat(StrictDocument.read(text)).isEmpty();
    }

    @Test
    void aDocumentOfLittleDepthIsOne() {
        assertThat(StrictDocument.read("{\"a\":".repeat(15) + "1" + "}".repeat(15)))
                .isPresent();
        assertThat(StrictDocument.read("{\"a\":".repeat(17) + "1" + "}".repeat(17)))
                .isEmpty();
        assertThat(StrictDocument.read(new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'}))
                .isEmpty();
    }
}
