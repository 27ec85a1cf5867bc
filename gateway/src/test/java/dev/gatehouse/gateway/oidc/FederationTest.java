package dev.gatehouse.gateway.oidc;

import static dev.gatehouse.gateway.oidc.OidcCalls.apply;
import static dev.gatehouse.gateway.oidc.OidcCalls.ask;
import static dev.gatehouse.gateway.oidc.OidcCalls.declaration;
import static dev.gatehouse.gateway.oidc.OidcCalls.probe;
import static dev.gatehouse.gateway.oidc.OidcCalls.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens of a CI system, exchanged for short tokens of a service account. */
@QuarkusTest
class FederationTest {
    private static final String AUDIENCE = "https://gatehouse.example.com";
    private static final String MAIN = "repo:acme/etl:ref:refs/heads/main";

    @Inject
    TestAccess access;

    private FakeIssuer ci;
    private Account owner;
    private String name;

    @BeforeEach
    void trustTheCi() throws IOException {
        ci = new FakeIssuer();
        owner = access.account("acme", "Owner", "root");
        name = "ci-" + owner.subject().toString().substring(24);
        apply(owner, trusting("claims: {environment: prod}, ")).statusCode(200);
    }

    @AfterEach
    void close() {
        ci.close();
    }

    private String trusting(String more) {
        return declaration(
                name,
                "trust: [{issuer: \"%s\", audience: \"%s\", %ssubject: \"%s\"}]"
                        .formatted(ci.issuer(), AUDIENCE, more, MAIN));
    }

    private String ciToken(KeyPair pair, UnaryOperator<ObjectNode> claims) {
        long now = Instant.now().getEpochSecond();
        ObjectNode header = JsonNodeFactory.instance
                .objectNode()
                .put("alg", "ES256")
                .put("typ", "JWT")
                .put("kid", "k1");
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("iss", ci.issuer())
                .put("aud", AUDIENCE)
                .put("sub", MAIN)
                .put("environment", "prod")
                .put("jti", UUID.randomUUID().toString())
                .put("iat", now)
                .put("nbf", now - 60)
                .put("exp", now + 300);
        return TokenForge.sign(
                header.toString(), claims.apply(body).toString(), pair.getPrivate(), SigningAlgorithm.ES256);
    }

    private ValidatableResponse exchange(String client, String shown) {
        return ask(Map.of(
                "grant_type",
                OidcCalls.EXCHANGE,
                "client_id",
                client,
                "subject_token",
                shown,
                "subject_token_type",
                OidcCalls.TYPE + "jwt"));
    }

    private ValidatableResponse exchange(UnaryOperator<ObjectNode> claims) {
        return exchange(name, ciToken(ci.keys(), claims));
    }

    private static void refused(ValidatableResponse answer) {
        answer.statusCode(400).header("Cache-Control", "no-store").body("error", equalTo("invalid_request"));
    }

    @Test
    void aTokenThatTheRuleMeansIsExchanged() {
        ValidatableResponse answer = exchange(claims -> claims)
                .body("issued_token_type", equalTo(OidcCalls.TYPE + "access_token"))
                .body("expires_in", equalTo(600));

        String subject = access.query("SELECT id FROM subject WHERE tenant = 'acme' AND name = ?", name)
                .orElseThrow();
        probe("acme", token(answer)).statusCode(200).body("subject", equalTo(subject));
        assertThat(access.query("""
                        SELECT convert_from(leaf, 'UTF8')::jsonb -> 'facts' ->> 'proof' FROM event
                         WHERE tenant = 'acme' AND code = 'access_token.issued'
                           AND convert_from(leaf, 'UTF8')::jsonb ->> 'actor' = ?""", subject)).contains("trust");
    }

    @Test
    void eachPartOfTheRuleCounts() {
        long now = Instant.now().getEpochSecond();
        refused(exchange(claims -> claims.put("sub", MAIN + "2")));
        refused(exchange(claims -> claims.put("sub", MAIN.toUpperCase(Locale.ROOT))));
        refused(exchange(claims -> claims.put("environment", "staging")));
        refused(exchange(claims -> claims.without("environment")));
        refused(exchange(claims -> claims.put("aud", AUDIENCE + "/")));
        refused(exchange(claims -> claims.without("aud")));
        refused(exchange(claims -> {
            claims.putArray("aud").add(AUDIENCE).add("https://other.example");
            return claims;
        }));
        refused(exchange(claims -> claims.put("iss", ci.issuer() + "/")));
        refused(exchange(claims -> claims.put("exp", now - 60)));
        refused(exchange(claims -> claims.put("nbf", now + 120)));
        refused(exchange(claims -> claims.without("iat")));
        refused(exchange(claims -> claims.put("iat", now - 100_000)));
        refused(exchange(claims ->
                claims.set("cnf", JsonNodeFactory.instance.objectNode().put("jkt", "x"))));
        refused(exchange(claims -> claims.set("events", JsonNodeFactory.instance.objectNode())));
        refused(exchange(name, ciToken(TokenForge.fresh(SigningAlgorithm.ES256), claims -> claims)));
        refused(exchange("nobody-" + name, ciToken(ci.keys(), claims -> claims)));

        exchange(claims -> claims).statusCode(200);
    }

    @Test
    void theSameByTheOtherGrants() {
        String shown = ciToken(ci.keys(), claims -> claims);
        ask(Map.of("grant_type", OidcCalls.BEARER_GRANT, "client_id", name, "assertion", shown))
                .statusCode(200);
        ask(Map.of("grant_type", OidcCalls.BEARER_GRANT, "client_id", name, "assertion", shown + "A"))
                .statusCode(400)
                .body("error", equalTo("invalid_grant"));
        ask(Map.of(
                        "grant_type",
                        OidcCalls.BEARER_GRANT,
                        "client_id",
                        name,
                        "assertion",
                        ciToken(ci.keys(), claims -> claims.put("sub", "else"))))
                .statusCode(400)
                .body("error", equalTo("invalid_grant"));
        ask(Map.of(
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        name,
                        "client_assertion_type",
                        OidcCalls.ASSERTION,
                        "client_assertion",
                        shown))
                .statusCode(200);
        ask(Map.of("grant_type", OidcCalls.BEARER_GRANT, "assertion", shown))
                .statusCode(400)
                .body("error", equalTo("invalid_request"));
    }

    @Test
    void aRuleThatIsGoneCountsNoMore() {
        exchange(claims -> claims).statusCode(200);

        apply(owner, declaration(name, "description: none")).statusCode(200);

        refused(exchange(claims -> claims));
    }

    @Test
    void aTokenThatRulesMeanWithDifferentKeysIsAmbiguous() {
        apply(
                        owner,
                        trusting("jwksUri: \"" + ci.issuer() + "/keys\", ")
                                .replace(
                                        "}]",
                                        "}, {issuer: \"" + ci.issuer() + "\", audience: \"" + AUDIENCE
                                                + "\", subject: \"" + MAIN + "\"}]"))
                .statusCode(200);

        refused(exchange(claims -> claims));
    }

    @Test
    void aPatternThatWouldMeanNobodyIsRefused() {
        String rule = "trust: [{issuer: \"" + ci.issuer() + "\", audience: a, subject: \"%s\", claims: {ref: \"%s\"}}]";

        apply(owner, declaration(name, rule.formatted("repo:acme/etl", "refs/heads/main")))
                .statusCode(200);
        apply(owner, declaration(name, rule.formatted("repo:*", "refs/heads/main")))
                .statusCode(422)
                .body("errors[0].pointer", containsString("/spec/trust/0/subject"))
                .body("errors[0].message", containsString("there are no patterns"));
        apply(owner, declaration(name, rule.formatted("repo:acme/etl", "refs/heads/*")))
                .statusCode(422)
                .body("errors[0].pointer", containsString("/spec/trust/0/claims/ref"));
    }

    @Test
    void anIdentityProviderOfTheTenantCanBeTrusted() {
        String provider = "idp-" + name;
        apply(owner, ci.declaration(provider)).statusCode(200);
        apply(owner, declaration(name, "trust: [{provider: %s, subject: robot}]".formatted(provider)))
                .statusCode(200);

        exchange(name, ci.token("robot", Duration.ofMinutes(5))).statusCode(200);
        refused(exchange(name, ci.token("person", Duration.ofMinutes(5))));
        refused(exchange(claims -> claims.put("sub", "robot")));
    }

    @Test
    void anIssuerThatDoesNotAnswerIsNoRefusal() {
        String shown = ciToken(ci.keys(), claims -> claims);
        ci.close();

        exchange(name, shown).statusCode(503).body("error", equalTo("temporarily_unavailable"));
    }

    @Test
    void theCisTokenOpensNoDoorItself() {
        probe("acme", ciToken(ci.keys(), claims -> claims)).statusCode(401);
    }
}
