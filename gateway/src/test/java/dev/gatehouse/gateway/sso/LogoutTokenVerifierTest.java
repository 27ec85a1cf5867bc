package dev.gatehouse.gateway.sso;

import static dev.gatehouse.gateway.sso.VerifierStage.ISSUER;
import static dev.gatehouse.gateway.sso.VerifierStage.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.sso.LogoutTokenOutcome.Refused;
import dev.gatehouse.gateway.sso.LogoutTokenOutcome.Verified;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Logout tokens that are good until one thing about them is changed. */
class LogoutTokenVerifierTest {
    private static final IdentityProvider PROVIDER = VerifierStage.STRICT;
    private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";

    private final LogoutTokenVerifier verifier = new LogoutTokenVerifier(
            new TokenSignatures(
                    (_, _, _) -> VerifierStage.found(VerifierStage.RSA, "RSA", Optional.of(SigningAlgorithm.RS256))),
            () -> NOW,
            new SsoSettings());

    private static ObjectNode header() {
        return IdTokenVerifierTest.header().put("typ", "logout+jwt");
    }

    private static ObjectNode claims() {
        ObjectNode claims = JsonNodeFactory.instance
                .objectNode()
                .put("iss", ISSUER)
                .put("aud", "browser-client")
                .put("sub", "pairwise-7")
                .put("sid", "session-7")
                .put("jti", "j-7")
                .put("iat", NOW.getEpochSecond() - 5)
                .put("exp", NOW.getEpochSecond() + 115);
        claims.putObject("events").putObject(EVENT);
        return claims;
    }

    private LogoutTokenOutcome verify(ObjectNode header, ObjectNode claims) {
        return verifier.verify(PROVIDER, VerifierStage.signed(header, claims));
    }

    private void refused(UnaryOperator<ObjectNode> change, String reason) {
        assertThat(verify(header(), change.apply(claims()))).isEqualTo(new Refused(reason));
    }

    @Test
    void saysWhichSessionsAreOver() {
        assertThat(verify(header(), claims()))
                .isEqualTo(new Verified(new LogoutToken(
                        "j-7", Optional.of("pairwise-7"), Optional.of("session-7"), NOW.plusSeconds(115))));
        assertThat(verify(header(), claims().<ObjectNode>without("sub"))).isInstanceOf(Verified.class);
        assertThat(verify(header(), claims().<ObjectNode>without("sid"))).isInstanceOf(Verified.class);
    }

    @Test
    void namesAPersonOrASession() {
        refused(claims -> claims.<ObjectNode>without(List.of("sub", "sid")), "token_claims");
        refused(claims -> claims.put("sid", 7), "token_claims");
    }

    @Test
    void isALogoutTokenAndNothingElse() {
        assertThat(verify(header().put("typ", "JWT"), claims())).isEqualTo(new Refused("token_type"));
        assertThat(verify(header().<ObjectNode>without("typ"), claims())).isEqualTo(new Refused("token_type"));
        refused(claims -> claims.<ObjectNode>without("events"), "token_type");
        refused(claims -> claims.put("events", EVENT), "token_type");
        refused(
                claims -> {
                    claims.putObject("events").putObject("https://schemas.openid.net/secevent/caep/other");
                    return claims;
                },
                "token_type");
        refused(claims -> claims.put("nonce", "n-7"), "token_type");
    }

    @Test
    void isForOurClientFromItsIssuerAndOfNow() {
        refused(claims -> claims.put("aud", "other-client"), "token_audience");
        refused(claims -> claims.put("iss", ISSUER + "/"), "issuer_unknown");
        refused(claims -> claims.put("exp", NOW.getEpochSecond() - 31), "token_expired");
        refused(claims -> claims.put("iat", NOW.getEpochSecond() + 31), "token_not_yet");
        refused(claims -> claims.put("iat", NOW.getEpochSecond() - 331), "token_too_old");
        refused(claims -> claims.<ObjectNode>without("exp"), "token_claims");
        refused(claims -> claims.<ObjectNode>without("jti"), "token_claims");
    }

    @Test
    void needsToBeRememberedForTenMinutesHoweverLongItSaysItLives() {
        assertThat(verify(header(), claims().put("exp", NOW.getEpochSecond() + 3_000_000_000L)))
                .isEqualTo(new Verified(new LogoutToken(
                        "j-7", Optional.of("pairwise-7"), Optional.of("session-7"), NOW.plusSeconds(595))));
    }

    @Test
    void isSignedByTheIssuer() {
        String forged = TokenForge.sign(
                header().toString(), claims().toString(), VerifierStage.MALLORYS.getPrivate(), SigningAlgorithm.RS256);

        assertThat(verifier.verify(PROVIDER, forged)).isEqualTo(new Refused("token_signature"));
        assertThat(verifier.verify(PROVIDER, "")).isEqualTo(new Refused("token_malformed"));
    }
}
