package dev.gatehouse.gateway.sso;

import static dev.gatehouse.gateway.sso.VerifierStage.ISSUER;
import static dev.gatehouse.gateway.sso.VerifierStage.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.sso.IdTokenOutcome.Refused;
import dev.gatehouse.gateway.sso.IdTokenOutcome.Unavailable;
import dev.gatehouse.gateway.sso.IdTokenOutcome.Verified;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ID tokens that are good until one thing about them is changed. */
class IdTokenVerifierTest {
    private static final IdentityProvider PROVIDER = VerifierStage.STRICT;

    private KeyLookup key = VerifierStage.found(VerifierStage.RSA, "RSA", Optional.of(SigningAlgorithm.RS256));

    private final IdTokenVerifier verifier = new IdTokenVerifier(
            new TokenSignatures((_, id, _) -> id.equals("rsa") ? key : new KeyLookup.Unknown()),
            () -> NOW,
            new SsoSettings());

    static ObjectNode header() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("alg", "RS256")
                .put("typ", "JWT")
                .put("kid", "rsa");
    }

    static ObjectNode claims() {
        ObjectNode claims = JsonNodeFactory.instance
                .objectNode()
                .put("iss", ISSUER)
                .put("aud", "browser-client")
                .put("azp", "browser-client")
                .put("sub", "pairwise-7")
                .put("oid", "person-7")
                .put("sid", "session-7")
                .put("nonce", "n-7")
                .put("at_hash", "not looked at")
                .put("iat", NOW.getEpochSecond() - 5)
                .put("exp", NOW.getEpochSecond() + 295);
        claims.putArray("groups").add("data").add("ops");
        return claims;
    }

    private IdTokenOutcome verify(ObjectNode header, ObjectNode claims) {
        return verifier.verify(PROVIDER, VerifierStage.signed(header, claims), "n-7");
    }

    private void refused(UnaryOperator<ObjectNode> change, String reason) {
        assertThat(verify(header(), change.apply(claims()))).isEqualTo(new Refused(reason));
    }

    private void accepted(UnaryOperator<ObjectNode> change) {
        assertThat(verify(header(), change.apply(claims()))).isInstanceOf(Verified.class);
    }

    @Test
    void saysWhoHasLoggedIn() {
        assertThat(verify(header(), claims())).isInstanceOfSatisfying(Verified.class, verified -> {
            IdToken token = verified.token();
            assertThat(token.subject()).isEqualTo("person-7");
            assertThat(token.groups()).containsExactly("data", "ops");
            assertThat(token.sub()).isEqualTo("pairwise-7");
            assertThat(token.sid()).contains("session-7");
            assertThat(token.toString()).doesNotContain("7");
        });
    }

    @Test
    void saysTheAddressThatIsVerified() {
        ObjectNode claims = claims().put("email", "Ada@Acme.example").put("email_verified", true);

        assertThat(verify(header(), claims))
                .isInstanceOfSatisfying(
                        Verified.class,
                        verified -> assertThat(verified.token().email()).contains("ada@acme.example"));
        assertThat(verify(header(), claims.put("email_verified", false)))
                .isInstanceOfSatisfying(
                        Verified.class,
                        verified -> assertThat(verified.token().email()).isEmpty());
    }

    @Test
    void isOfThisLogin() {
        refused(claims -> claims.put("nonce", "n-8"), "token_nonce");
        refused(claims -> claims.<ObjectNode>without("nonce"), "token_claims");
    }

    @Test
    void isForOurClientAndForNobodyElse() {
        refused(claims -> claims.put("aud", "other-client"), "token_audience");
        refused(claims -> claims.<ObjectNode>without("aud"), "token_claims");
        refused(claims -> claims.<ObjectNode>set("aud", array("browser-client", "other-client")), "token_claims");
        refused(claims -> claims.put("azp", "other-client"), "token_audience");
        accepted(claims -> claims.<ObjectNode>set("aud", array("browser-client")));
        accepted(claims -> claims.<ObjectNode>without("azp"));
        // What access tokens are for.
        refused(claims -> claims.put("aud", "gatehouse"), "token_audience");
    }

    private static ArrayNode array(String... texts) {
        var array = JsonNodeFactory.instance.arrayNode();
        List.of(texts).forEach(array::add);
        return array;
    }

    @Test
    void isOfTheProviderThatWasAsked() {
        refused(claims -> claims.put("iss", ISSUER + "/"), "issuer_unknown");
        refused(claims -> claims.<ObjectNode>without("iss"), "token_claims");
    }

    @Test
    void isOfNow() {
        refused(claims -> claims.put("exp", NOW.getEpochSecond() - 31), "token_expired");
        refused(claims -> claims.put("iat", NOW.getEpochSecond() + 31), "token_not_yet");
        refused(claims -> claims.put("nbf", NOW.getEpochSecond() + 31), "token_not_yet");
        refused(claims -> claims.put("iat", NOW.getEpochSecond() - 331), "token_too_old");
        refused(
                claims -> claims.put("iat", NOW.getEpochSecond() + 20).put("exp", NOW.getEpochSecond() + 20),
                "token_claims");
        refused(claims -> claims.<ObjectNode>without("exp"), "token_claims");
        refused(claims -> claims.<ObjectNode>without("iat"), "token_claims");
    }

    @Test
    void namesThePerson() {
        refused(claims -> claims.<ObjectNode>without("sub"), "token_claims");
        refused(claims -> claims.<ObjectNode>without("oid"), "token_claims");
        accepted(claims -> claims.<ObjectNode>without("sid"));
        accepted(claims -> claims.<ObjectNode>without("groups"));
        accepted(claims -> claims.putNull("groups"));
        refused(claims -> claims.put("groups", 7), "token_claims");
    }

    @ParameterizedTest
    @ValueSource(strings = {"at+jwt", "logout+jwt", "secevent+jwt", "dpop+jwt"})
    void isNoTokenForSomethingElse(String typ) {
        assertThat(verify(header().put("typ", typ), claims())).isEqualTo(new Refused("token_type"));
    }

    @Test
    void isNoTokenThatItsClaimsGiveAway() {
        refused(claims -> claims.put("typ", "Bearer"), "token_type");
        refused(claims -> claims.put("typ", "Logout"), "token_type");
        accepted(claims -> claims.put("typ", "ID"));
        refused(
                claims -> {
                    claims.putObject("events");
                    return claims;
                },
                "token_type");
        assertThat(verify(header().<ObjectNode>without("typ"), claims())).isInstanceOf(Verified.class);
    }

    @Test
    void isSignedByTheIssuer() {
        String forged = TokenForge.sign(
                header().toString(), claims().toString(), VerifierStage.MALLORYS.getPrivate(), SigningAlgorithm.RS256);

        assertThat(verifier.verify(PROVIDER, forged, "n-7")).isEqualTo(new Refused("token_signature"));
        assertThat(verify(header().put("kid", "other"), claims())).isEqualTo(new Refused("key_unknown"));
        assertThat(verifier.verify(PROVIDER, "no token", "n-7")).isEqualTo(new Refused("token_malformed"));
        key = new KeyLookup.Unavailable("timeout");
        assertThat(verify(header(), claims())).isEqualTo(new Unavailable("timeout"));
    }

    @Test
    void isWorthNothingWhereNobodyLogsInWithABrowser() {
        IdTokenOutcome outcome =
                verifier.verify(VerifierStage.LENIENT, VerifierStage.signed(header(), claims()), "n-7");

        assertThat(outcome).isEqualTo(new Refused("token_audience"));
    }
}
