package dev.gatehouse.gateway.sso;

import static dev.gatehouse.gateway.sso.TokenForge.segment;
import static dev.gatehouse.gateway.sso.VerifierStage.MALLORYS;
import static dev.gatehouse.gateway.sso.VerifierStage.RSA;
import static dev.gatehouse.gateway.sso.VerifierStage.claims;
import static dev.gatehouse.gateway.sso.VerifierStage.header;
import static dev.gatehouse.gateway.sso.VerifierStage.signed;
import static dev.gatehouse.gateway.sso.VerifierStage.withHeader;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.sso.TokenOutcome.Refused;
import dev.gatehouse.gateway.sso.TokenOutcome.Verified;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Algorithm, key and type, as a token's header says them. */
class AccessTokenHeaderTest {
    private final VerifierStage stage = new VerifierStage();

    @Test
    void noExtensionMayBeCritical() {
        stage.refused(
                withHeader(header -> {
                    header.putArray("crit").add("exp");
                    return header;
                }),
                "token_critical");
        stage.refused(
                withHeader(header -> {
                    header.put("b64", false).putArray("crit").add("b64");
                    return header;
                }),
                "token_critical");
        stage.refused(withHeader(header -> header.put("crit", "x")), "token_critical");
        stage.accepted(withHeader(header -> header.put("x", "not critical")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "none",
                "None",
                "nOnE",
                "",
                "HS256",
                "HS384",
                "HS512",
                "RS1",
                "rs256",
                "RSA-OAEP",
                "dir",
                "ES256K"
            })
    void noOtherAlgorithmCounts(String algorithm) {
        stage.refused(withHeader(header -> header.put("alg", algorithm)), "token_algorithm");
        assertThat(stage.asked()).isEmpty();
    }

    @Test
    void anUnsignedTokenIsNone() {
        String unsigned = segment(header().put("alg", "none").toString()) + "." + segment(claims().toString()) + ".";

        stage.refused(unsigned, "token_malformed");
        stage.refused(unsigned + "AA", "token_algorithm");
        stage.refused(withHeader(header -> header.putNull("alg")), "token_algorithm");
        stage.refused(withHeader(header -> header.put("alg", 256)), "token_algorithm");
        stage.refused(
                withHeader(header -> {
                    header.remove("alg");
                    return header;
                }),
                "token_algorithm");
    }

    @Test
    void aPublicKeyIsNoSharedSecret() throws GeneralSecurityException {
        String input = segment(header().put("alg", "HS256").toString()) + "." + segment(claims().toString());
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(RSA.getPublic().getEncoded(), "HmacSHA256"));

        stage.refused(input + "." + segment(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII))), "token_algorithm");
    }

    @Test
    void aKeyCountsWithItsOwnAlgorithmOnly() {
        String named = TokenForge.sign(
                header().put("alg", "PS256").toString(), claims().toString(), RSA.getPrivate(), SigningAlgorithm.PS256);
        String unnamed = TokenForge.sign(
                header().put("alg", "PS256").put("kid", "plain-rsa").toString(),
                claims().toString(),
                RSA.getPrivate(),
                SigningAlgorithm.PS256);

        stage.refused(named, "token_algorithm");
        stage.refused(unnamed, "token_algorithm");
        stage.refused(withHeader(header -> header.put("kid", "ec")), "token_algorithm");
        stage.accepted(withHeader(header -> header.put("kid", "plain-rsa")));
    }

    @Test
    void theKeyIsTheIssuersByItsIdAndNothingElse() {
        stage.refused(withHeader(header -> header.put("kid", "gone")), "key_unknown");
        stage.refused(withHeader(header -> header.put("kid", "")), "key_unknown");
        stage.refused(withHeader(header -> header.put("kid", 1)), "key_unknown");
        stage.refused(
                withHeader(header -> {
                    header.remove("kid");
                    return header;
                }),
                "key_unknown");
        for (String id :
                List.of("../../../dev/null", "rsa' OR '1'='1", "rsa\n", "file:///dev/null", "RSA", "a".repeat(9_000))) {
            stage.refused(withHeader(header -> header.put("kid", id)), "key_unknown");
        }
        stage.refused(withHeader(header -> header.put("kid", "rsa\u0000")), "token_malformed");
    }

    @Test
    void aKeyThatTheTokenBringsIsNotLookedAt() {
        ObjectNode brought = TokenForge.jwk("rsa", MALLORYS.getPublic());
        for (UnaryOperator<ObjectNode> trick : List.<UnaryOperator<ObjectNode>>of(
                header -> header.set("jwk", brought),
                header -> header.put("jku", "https://evil.example/keys"),
                header -> header.put("x5u", "https://evil.example/certificate"),
                header -> header.put("x5t", "AAAA"),
                header -> {
                    header.putArray("x5c").add("MIIB");
                    return header;
                })) {
            ObjectNode header = trick.apply(header());
            stage.refused(
                    TokenForge.sign(
                            header.toString(), claims().toString(), MALLORYS.getPrivate(), SigningAlgorithm.RS256),
                    "token_signature");
            stage.accepted(signed(header, claims()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"at+jwt", "AT+JWT", "application/at+jwt"})
    void aTokenForAccessSaysSo(String type) {
        stage.accepted(withHeader(header -> header.put("typ", type)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"JWT", "", "logout+jwt", "secevent+jwt", "dpop+jwt", "id_token+jwt", "JOSE", "application/jwt"})
    void anotherTypeOfTokenIsNoneForAccess(String type) {
        stage.refused(withHeader(header -> header.put("typ", type)), "token_type");
    }

    @Test
    void withoutATypeItIsNoneForAccess() {
        stage.refused(
                withHeader(header -> {
                    header.remove("typ");
                    return header;
                }),
                "token_type");
        stage.refused(withHeader(header -> header.put("typ", 1)), "token_type");
    }

    @ParameterizedTest
    @CsvSource({
        "JWT, true",
        "jwt, true",
        "at+jwt, true",
        "logout+jwt, false",
        "secevent+jwt, false",
        "dpop+jwt, false",
        "'', false"
    })
    void aLenientProvidersTokensMaySayJwt(String type, boolean good) {
        String token = withHeader(header -> header.put("typ", type));

        assertThat(stage.verifier().verify("globex", token, KeySource.ISSUER) instanceof Verified)
                .isEqualTo(good);
    }

    @Test
    void aLenientProvidersTokensMayLackWhatRfc9068Wants() {
        ObjectNode header = header();
        header.remove("typ");
        ObjectNode claims = claims();
        claims.remove(List.of("sub", "client_id", "jti", "groups"));

        assertThat(stage.verifier().verify("globex", signed(header, claims), KeySource.ISSUER))
                .isInstanceOf(Verified.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gatehouse", "account"})
    void aLenientProvidersTokenThatIsAlsoForTheLoginsClientIsAnIdToken(String other) {
        ObjectNode forBoth = claims();
        forBoth.putArray("aud").add("browser-client").add("gatehouse");
        ObjectNode forOthers = claims();
        forOthers.putArray("aud").add(other).add("gatehouse");

        assertThat(stage.verifier().verify("umbrella", signed(header().put("typ", "JWT"), forBoth), KeySource.ISSUER))
                .isEqualTo(new Refused("token_type"));
        assertThat(stage.verifier().verify("umbrella", signed(header().put("typ", "JWT"), forOthers), KeySource.ISSUER))
                .isInstanceOf(Verified.class);
        // A strict provider's says what it is.
        stage.accepted(signed(header(), forBoth));
    }

    @ParameterizedTest
    @CsvSource({
        "nonce, n",
        "at_hash, h",
        "c_hash, h",
        "s_hash, h",
        "events, e",
        "sub_id, s",
        "htm, GET",
        "htu, u",
        "ath, h",
        "typ, ID",
        "typ, id",
        "typ, Refresh",
        "typ, Logout"
    })
    void aLenientProvidersOtherTokensAreNoneForAccess(String claim, String value) {
        String token = signed(header().put("typ", "JWT"), claims().put(claim, value));

        assertThat(stage.verifier().verify("globex", token, KeySource.ISSUER)).isEqualTo(new Refused("token_type"));
        assertThat(stage.verifier()
                        .verify(
                                "globex",
                                signed(header().put("typ", "JWT"), claims().put("typ", "Bearer")),
                                KeySource.ISSUER))
                .isInstanceOf(Verified.class);
    }
}
