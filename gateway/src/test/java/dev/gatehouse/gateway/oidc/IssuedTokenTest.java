package dev.gatehouse.gateway.oidc;

import static dev.gatehouse.gateway.oidc.OidcCalls.probe;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.issuer.AccessGrant;
import dev.gatehouse.gateway.issuer.AccessTokens;
import dev.gatehouse.gateway.issuer.TestKeys;
import dev.gatehouse.gateway.sso.KeySet;
import dev.gatehouse.gateway.sso.SigningAlgorithm;
import dev.gatehouse.gateway.sso.TokenForge;
import dev.gatehouse.gateway.sso.TokenSignatures;
import dev.gatehouse.gateway.sso.TokenSignatures.Signature;
import dev.gatehouse.gateway.sso.TokenText;
import dev.gatehouse.gateway.way.Until;
import dev.gatehouse.policy.SubjectEpoch;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Access tokens of our own issuer at the doors, and what the issuer publishes. */
@QuarkusTest
class IssuedTokenTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject
    TestAccess access;

    @Inject
    AccessTokens tokens;

    @Inject
    TestKeys keys;

    private Account ada;

    @BeforeEach
    void somebody() {
        ada = access.stranger("acme");
    }

    @AfterEach
    void youngKeys() {
        keys.renew();
    }

    private String token(long epoch) {
        return tokens.issue(new AccessGrant(
                        "acme", UUID.randomUUID(), "test", new SubjectEpoch(ada.subject(), epoch), Optional.empty()))
                .text();
    }

    private static void refused(ValidatableResponse answer) {
        answer.statusCode(401).header("WWW-Authenticate", "Bearer").body("code", equalTo("unauthenticated"));
    }

    /** The same token, with something changed, signed with a key of the gateway's. */
    private String changed(UnaryOperator<ObjectNode> header, UnaryOperator<ObjectNode> claims) {
        TokenText good = TokenText.of(token(1)).orElseThrow();
        return TokenForge.sign(
                header.apply(good.header().deepCopy()).toString(),
                claims.apply(good.claims().deepCopy()).toString(),
                keys.signer(),
                SigningAlgorithm.ES256);
    }

    @Test
    void isItsSubject() {
        probe("acme", token(1))
                .statusCode(200)
                .body("subject", equalTo(ada.subject().toString()));
    }

    @Test
    void isAnAccessTokenByTheProfile() {
        TokenText token = TokenText.of(token(1)).orElseThrow();

        assertThat(token.header().path("typ").asText()).isEqualTo("at+jwt");
        assertThat(token.claims().properties().stream().map(each -> each.getKey()))
                .containsExactlyInAnyOrder("iss", "sub", "aud", "client_id", "jti", "iat", "exp", "epoch");
        assertThat(token.claims().path("aud").asText()).isEqualTo("https://gatehouse.test/api/v1/acme");
        assertThat(token.claims().path("exp").asLong()
                        - token.claims().path("iat").asLong())
                .isEqualTo(600);
    }

    @Test
    void aTokenThatOurKeySignedInAnotherFormIsAsGoodAsTheOriginal() {
        probe("acme", changed(header -> header, claims -> claims)).statusCode(200);
    }

    @Test
    void ofAnotherEpochIsRefused() {
        String token = token(1);
        probe("acme", token).statusCode(200);

        access.sql("UPDATE subject SET epoch = epoch + 1, version = version + 1 WHERE id = ?", ada.subject());
        Until.sees(() -> probe("acme", token).extract().statusCode(), status -> status == 401);

        refused(probe("acme", token));
        probe("acme", token(2)).statusCode(200);
        refused(probe("acme", token(7)));
    }

    @Test
    void ofAnEndedAccountIsRefused() {
        String token = token(1);
        probe("acme", token).statusCode(200);

        access.end(ada);

        refused(probe("acme", token));
    }

    @Test
    void ofAnotherTenantLooksLikeWhatDoesNotExist() {
        probe("globex", token(1)).statusCode(404);
        probe("nowhere", token(1)).statusCode(401);
    }

    @Test
    void forAnotherAudienceIsRefused() {
        refused(probe("acme", changed(h -> h, claims -> claims.put("aud", "https://gatehouse.test/api/v1/globex"))));
        refused(probe("acme", changed(h -> h, claims -> claims.put("aud", OidcCalls.ISSUER))));
        refused(probe("acme", changed(h -> h, claims -> claims.without("aud"))));
    }

    @Test
    void ofAnotherTypeIsRefused() {
        refused(probe("acme", changed(header -> header.put("typ", "JWT"), claims -> claims)));
        refused(probe("acme", changed(header -> header.without("typ"), claims -> claims)));
    }

    @Test
    void ofAnotherIssuerIsRefused() {
        refused(probe("acme", changed(h -> h, claims -> claims.put("iss", OidcCalls.ISSUER + "/"))));
        refused(probe("acme", changed(h -> h, claims -> claims.put("iss", "https://gatehouse.test/oidc/globex"))));
    }

    @Test
    void thatHasExpiredIsRefused() {
        refused(probe(
                "acme",
                changed(h -> h, claims -> claims.put("exp", claims.path("iat").asLong() - 1))));
    }

    @Test
    void thatAnotherKeySignedIsRefused() {
        TokenText good = TokenText.of(token(1)).orElseThrow();
        var mallorys = TokenForge.fresh(SigningAlgorithm.ES256);

        refused(probe(
                "acme",
                TokenForge.sign(
                        good.header().toString(),
                        good.claims().toString(),
                        mallorys.getPrivate(),
                        SigningAlgorithm.ES256)));
        refused(probe(
                "acme",
                TokenForge.sign(
                        good.header().deepCopy().put("kid", "k1").toString(),
                        good.claims().toString(),
                        mallorys.getPrivate(),
                        SigningAlgorithm.ES256)));
    }

    @Test
    void theIssuerSaysWhereItIsAndWhatItSignsWith() throws IOException {
        given().get("/oidc/acme/.well-known/openid-configuration")
                .then()
                .statusCode(200)
                .body("issuer", equalTo(OidcCalls.ISSUER))
                .body("token_endpoint", equalTo(OidcCalls.ISSUER + "/token"))
                .body("jwks_uri", equalTo(OidcCalls.ISSUER + "/keys"))
                .body("grant_types_supported", hasItem("client_credentials"));

        String published =
                given().get("/oidc/acme/keys").then().statusCode(200).extract().asString();
        var set = KeySet.of((ObjectNode) JSON.readTree(published)).orElseThrow();

        assertThat(TokenSignatures.check(
                        set,
                        List.of(SigningAlgorithm.ES256),
                        TokenText.of(token(1)).orElseThrow()))
                .isInstanceOf(Signature.Good.class);
    }

    @Test
    void nothingPrivateIsPublished() {
        given().get("/oidc/acme/keys").then().body("keys[0].d", nullValue()).body("keys.use", hasItem("sig"));
        assertThat(access.query("SELECT string_agg(encode(wrapped, 'hex'), ' ') FROM installation_key")
                        .orElseThrow())
                .doesNotContain(keys.signerInHex());
    }

    @Test
    void aTenantThatThereIsNotHasNoIssuer() {
        given().get("/oidc/nowhere/.well-known/openid-configuration").then().statusCode(404);
        given().get("/oidc/nowhere/keys").then().statusCode(404);
        OidcCalls.ask("nowhere", Map.of("grant_type", "client_credentials")).statusCode(404);
    }

    @Test
    void aRotationEndsNoToken() {
        String before = token(1);
        String unshown = token(1);
        String first = keys.signerId();

        keys.age("40 days");
        given().get("/oidc/acme/keys").then().body("keys.size()", equalTo(2));
        assertThat(keys.signerId()).isEqualTo(first);

        keys.age("20 minutes");
        assertThat(keys.signerId()).isNotEqualTo(first);
        probe("acme", before).statusCode(200);
        probe("acme", token(1)).statusCode(200);

        keys.age("3 hours");
        given().get("/oidc/acme/keys").then().body("keys.kid", contains(keys.signerId()));
        refused(probe("acme", unshown));
    }
}
