package dev.gatehouse.gateway.oidc;

import static dev.gatehouse.gateway.oidc.OidcCalls.account;
import static dev.gatehouse.gateway.oidc.OidcCalls.apply;
import static dev.gatehouse.gateway.oidc.OidcCalls.ask;
import static dev.gatehouse.gateway.oidc.OidcCalls.assertion;
import static dev.gatehouse.gateway.oidc.OidcCalls.declaration;
import static dev.gatehouse.gateway.oidc.OidcCalls.login;
import static dev.gatehouse.gateway.oidc.OidcCalls.probe;
import static dev.gatehouse.gateway.oidc.OidcCalls.token;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.sso.FakeIssuer;
import dev.gatehouse.gateway.sso.SigningAlgorithm;
import dev.gatehouse.gateway.sso.TokenForge;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Service accounts that show who they are with a key of their own (RFC 7523). */
@QuarkusTest
class ServiceAccountLoginTest {
    @Inject
    TestAccess access;

    private final KeyPair pair = TokenForge.fresh(SigningAlgorithm.ES256);
    private String name;
    private Account owner;

    @BeforeEach
    void declare() {
        owner = access.account("acme", "Owner", "root");
        name = "sa-" + owner.subject().toString().substring(24);
        apply(owner, account(name, TokenForge.jwk("k1", pair.getPublic()))).statusCode(200);
    }

    private ValidatableResponse login(UnaryOperator<ObjectNode> claims) {
        return OidcCalls.login("acme", assertion(name, pair, claims));
    }

    private static void refused(ValidatableResponse answer) {
        answer.statusCode(401)
                .header("Cache-Control", "no-store")
                .body("error", equalTo("invalid_client"))
                .body("access_token", nullValue());
    }

    private String subject() {
        return access.query("SELECT id FROM subject WHERE tenant = 'acme' AND name = ?", name)
                .orElseThrow();
    }

    @Test
    void anAssertionOfItsOwnKeyGivesAShortTokenOfIt() {
        ValidatableResponse answer = login(claims -> claims)
                .header("Cache-Control", "no-store")
                .header("Pragma", "no-cache")
                .body("token_type", equalTo("Bearer"))
                .body("expires_in", equalTo(600));

        probe("acme", token(answer)).statusCode(200).body("subject", equalTo(subject()));
        probe("globex", token(answer)).statusCode(404);
    }

    @Test
    void theTokenEndpointIsAsGoodAnAudience() {
        login(claims -> claims.put("aud", OidcCalls.ISSUER + "/token")).statusCode(200);
    }

    @Test
    void anAssertionCountsOnce() {
        String shown = assertion(name, pair, claims -> claims);
        OidcCalls.login("acme", shown).statusCode(200);

        refused(OidcCalls.login("acme", shown));
        assertThat(access.query("SELECT count(*) FROM used_id WHERE context = ?", name))
                .contains("1");
        // Another one with the same id is the same one.
        String id = UUID.randomUUID().toString();
        login(claims -> claims.put("jti", id)).statusCode(200);
        refused(login(claims -> claims.put("jti", id)));
    }

    @Test
    void anAssertionThatIsRefusedIsNotUsedUp() {
        String id = UUID.randomUUID().toString();
        KeyPair mallorys = TokenForge.fresh(SigningAlgorithm.ES256);
        refused(OidcCalls.login("acme", assertion(name, mallorys, claims -> claims.put("jti", id))));

        login(claims -> claims.put("jti", id)).statusCode(200);
    }

    @Test
    void eachLineOfAnAssertionCounts() {
        long now = Instant.now().getEpochSecond();
        refused(login(claims -> claims.put("sub", "somebody")));
        refused(login(claims -> claims.put("aud", "https://gatehouse.test/oidc/globex")));
        refused(login(claims -> claims.put("aud", OidcCalls.ISSUER + "/")));
        refused(login(claims -> {
            claims.putArray("aud").add(OidcCalls.ISSUER);
            return claims;
        }));
        refused(login(claims -> claims.without("aud")));
        refused(login(claims -> claims.without("jti")));
        refused(login(claims -> claims.put("jti", 7)));
        refused(login(claims -> claims.without("exp")));
        refused(login(claims -> claims.put("exp", now - 60)));
        refused(login(claims -> claims.put("exp", now + 600)));
        refused(login(claims -> claims.put("iat", now + 120)));
        refused(login(claims -> claims.put("nbf", now + 120)));
        refused(OidcCalls.login("acme", assertion(header -> header.put("alg", "none"), name, pair, claims -> claims)));
        refused(OidcCalls.login("acme", assertion(header -> header.put("alg", "RS256"), name, pair, claims -> claims)));
        refused(OidcCalls.login("acme", assertion(header -> header.put("kid", "k2"), name, pair, claims -> claims)));
        refused(OidcCalls.login(
                "acme", assertion(header -> header.put("typ", "at+jwt"), name, pair, claims -> claims)));
        refused(OidcCalls.login("globex", assertion(name, pair, claims -> claims)));
        refused(OidcCalls.login("acme", assertion("nobody-" + name, pair, claims -> claims)));

        login(claims -> claims).statusCode(200);
    }

    @Test
    void oneKeyFollowsAnotherWithoutAGap() {
        KeyPair next = TokenForge.fresh(SigningAlgorithm.ES256);
        UnaryOperator<ObjectNode> second = header -> header.put("kid", "k2");
        apply(owner, account(name, TokenForge.jwk("k1", pair.getPublic()), TokenForge.jwk("k2", next.getPublic())))
                .statusCode(200);
        login(claims -> claims).statusCode(200);
        OidcCalls.login("acme", assertion(second, name, next, claims -> claims)).statusCode(200);

        apply(owner, account(name, TokenForge.jwk("k2", next.getPublic()))).statusCode(200);

        refused(login(claims -> claims));
        OidcCalls.login("acme", assertion(second, name, next, claims -> claims)).statusCode(200);
    }

    @Test
    void keysMayBePublishedElsewhere() throws IOException {
        try (var publisher = new FakeIssuer()) {
            String address = publisher.issuer() + "/keys";
            publisher.publish(TokenForge.jwk("k1", pair.getPublic()));
            apply(owner, declaration(name, "jwksUri: \"" + address + "\"")).statusCode(200);

            login(claims -> claims).statusCode(200);
            KeyPair mallorys = TokenForge.fresh(SigningAlgorithm.ES256);
            refused(OidcCalls.login("acme", assertion(name, mallorys, claims -> claims)));
        }
    }

    @Test
    void anAddressThatNobodyAnswersAtIsNoRefusal() throws IOException {
        String address;
        try (var publisher = new FakeIssuer()) {
            address = publisher.issuer() + "/keys";
        }
        apply(owner, declaration(name, "jwksUri: \"" + address + "\"")).statusCode(200);

        login(claims -> claims)
                .statusCode(503)
                .header("Retry-After", "10")
                .body("error", equalTo("temporarily_unavailable"));
    }

    @Test
    void deletingItEndsItForEver() {
        String shown = token(login(claims -> claims));
        String before = subject();
        probe("acme", shown).statusCode(200);

        given().auth()
                .oauth2(owner.token())
                .delete("/api/v1/acme/serviceaccounts/" + name)
                .then()
                .statusCode(200);

        probe("acme", shown).statusCode(401);
        refused(login(claims -> claims));
        apply(owner, account(name, TokenForge.jwk("k1", pair.getPublic()))).statusCode(200);
        assertThat(subject()).isNotEqualTo(before);
        probe("acme", shown).statusCode(401);
        login(claims -> claims).statusCode(200);
    }

    @Test
    void whatCannotBeAKeyIsRefused() {
        ObjectNode good = TokenForge.jwk("k1", pair.getPublic());
        apply(owner, account(name, good, good)).statusCode(422);
        apply(owner, account(name, good.deepCopy().put("d", "AAAA"))).statusCode(422);
        apply(owner, account(name, good.deepCopy().put("use", "enc"))).statusCode(422);
        apply(owner, account(name, (ObjectNode) good.deepCopy().without("kid"))).statusCode(422);
        apply(owner, declaration(name, "jwks: {keys: [%s]}, jwksUri: \"https://x.example/k\"".formatted(good)))
                .statusCode(422);
        apply(owner, declaration(name, "jwksUri: \"https://x.example./k\"")).statusCode(422);
        apply(owner, account(name, good.deepCopy().put("x", good.path("y").asText())))
                .statusCode(422);
        apply(owner, declaration(name, "trust: [{subject: a}]")).statusCode(422);
        apply(owner, declaration(name, "trust: [{subject: a, issuer: \"https://x.example\"}]"))
                .statusCode(422);
        apply(owner, declaration(name, "trust: [{subject: a, provider: none-such}]"))
                .statusCode(422);
    }

    /** Its tokens would be refused afterwards, without a word to whoever declared it. */
    @Test
    void noIssuerOfThisGatewayIsTrusted() {
        String rule = "trust: [{subject: a, issuer: \"%s\", audience: b}]";

        for (String issuer : new String[] {
            "https://gatehouse.test/run/acme", "https://gatehouse.test/oidc/globex", "https://gatehouse.test:443"
        }) {
            apply(owner, declaration(name, rule.formatted(issuer)))
                    .statusCode(422)
                    .body("errors.pointer", hasItem("/spec/trust/0/issuer"));
        }
        apply(owner, declaration(name, "jwksUri: \"https://gatehouse.test/run/acme/keys\""))
                .statusCode(422)
                .body("errors.pointer", hasItem("/spec/jwksUri"));
        apply(owner, declaration(name, rule.formatted("https://gatehouse.test:8443/run/acme")))
                .statusCode(200);
    }

    @Test
    void oneAndItsBindingCanStandInOneManifest() {
        String other = name + "b";
        apply(owner, """
                apiVersion: gatehouse.dev/v1
                kind: RoleBinding
                metadata: {namespace: root, name: of-%s}
                spec: {role: Owner, subjects: [{serviceAccount: %s}]}
                ---
                """.formatted(other, other) + account(other, TokenForge.jwk("k1", pair.getPublic())))
                .statusCode(200);

        String shown = token(OidcCalls.login("acme", assertion(other, pair, claims -> claims)));

        given().auth().oauth2(shown).get("/api/v1/acme/roles/none").then().statusCode(404);
    }

    @Test
    void whoMayDeclareAccountsGivesNobodyAccessThatIsBoundAlready() {
        String role = "declarer-" + name;
        apply(owner, """
                apiVersion: gatehouse.dev/v1
                kind: Role
                metadata: {name: %s}
                spec: {permissions: ["serviceaccount:write"]}
                """.formatted(role)).statusCode(200);
        Account declarer = access.account("acme", role, "root");
        Account powerful = access.account("acme", "Owner", "root");

        apply(declarer, account(powerful.name(), TokenForge.jwk("k1", pair.getPublic())))
                .statusCode(403)
                .body("errors[0].message", containsString("token:manage"));
        apply(declarer, account(name + "c", TokenForge.jwk("k1", pair.getPublic())))
                .statusCode(200);
        apply(owner, account(powerful.name(), TokenForge.jwk("k1", pair.getPublic())))
                .statusCode(200);
    }

    @Test
    void theTokenIsInTheLogByItsIdAndNowhereInClear() {
        String shown = token(login(claims -> claims));

        assertThat(access.query("""
                        SELECT convert_from(leaf, 'UTF8')::jsonb -> 'facts' ->> 'proof' FROM event
                         WHERE tenant = 'acme' AND code = 'access_token.issued'
                           AND convert_from(leaf, 'UTF8')::jsonb ->> 'actor' = ?""", subject())).contains("key");
        assertThat(access.tablesWith(shown.substring(shown.lastIndexOf('.') + 1)))
                .isEmpty();
    }

    @Test
    void whatIsNoTokenRequestIsAnOauthError() {
        error(ask(Map.of()), "invalid_request");
        error(ask(Map.of("grant_type", "password")), "unsupported_grant_type");
        error(ask(Map.of("grant_type", "client_credentials", "client_assertion", "x")), "invalid_request");
        error(
                given().contentType("application/x-www-form-urlencoded")
                        .body("grant_type=client_credentials&grant_type=client_credentials")
                        .post("/oidc/acme/token")
                        .then(),
                "invalid_request");
        error(
                given().contentType("application/x-www-form-urlencoded")
                        .body("grant_type=%zz")
                        .post("/oidc/acme/token")
                        .then(),
                "invalid_request");
        error(
                ask(Map.of(
                        "grant_type",
                        "client_credentials",
                        "client_assertion_type",
                        OidcCalls.ASSERTION,
                        "client_assertion",
                        assertion(name, pair, claims -> claims),
                        "audience",
                        "https://elsewhere.example")),
                "invalid_target");
        error(
                ask(Map.of(
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        "another",
                        "client_assertion_type",
                        OidcCalls.ASSERTION,
                        "client_assertion",
                        assertion(name, pair, claims -> claims))),
                "invalid_request");
        given().contentType("application/json")
                .body("{}")
                .post("/oidc/acme/token")
                .then()
                .statusCode(415);
    }

    private static void error(ValidatableResponse answer, String error) {
        answer.statusCode(400).header("Cache-Control", "no-store").body("error", equalTo(error));
    }
}
