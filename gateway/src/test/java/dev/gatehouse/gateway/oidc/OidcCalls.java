package dev.gatehouse.gateway.oidc;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.sso.SigningAlgorithm;
import dev.gatehouse.gateway.sso.TokenForge;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** What clients say to a tenant's issuer. */
public final class OidcCalls {
    public static final String ISSUER = "https://gatehouse.test/oidc/acme";
    static final String ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    static final String BEARER_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    static final String TYPE = "urn:ietf:params:oauth:token-type:";

    private OidcCalls() {}

    static ValidatableResponse ask(String tenant, Map<String, String> form) {
        return given().formParams(form).post("/oidc/" + tenant + "/token").then();
    }

    static ValidatableResponse ask(Map<String, String> form) {
        return ask("acme", form);
    }

    /** A token with which the one acts as the other. */
    public static String actingAs(Account actor, UUID target) {
        return token(ask(
                actor.tenant(),
                Map.of(
                        "grant_type",
                        EXCHANGE,
                        "subject_token_type",
                        TYPE + "access_token",
                        "subject_token",
                        actor.token(),
                        "requested_subject",
                        target.toString())));
    }

    public static ValidatableResponse apply(Account by, String yaml) {
        return given().auth()
                .oauth2(by.token())
                .contentType("application/yaml")
                .body(yaml.getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/" + by.tenant() + "/apply")
                .then();
    }

    public static ValidatableResponse probe(String tenant, String token) {
        return given().header("Authorization", "Bearer " + token)
                .get("/api/v1/" + tenant + "/probe")
                .then();
    }

    /** The declaration of an account with these keys. */
    static String account(String name, ObjectNode... keys) {
        ObjectNode set = JsonNodeFactory.instance.objectNode();
        var all = set.putArray("keys");
        for (ObjectNode key : keys) {
            all.add(key);
        }
        return declaration(name, "jwks: " + set);
    }

    static String declaration(String name, String spec) {
        return "apiVersion: gatehouse.dev/v1\nkind: ServiceAccount\nmetadata: {name: %s}\nspec: {%s}\n"
                .formatted(name, spec);
    }

    /** A token of the account of that name for a key of its own, which is declared now. */
    public static String byKey(Account declarer, String name) {
        KeyPair pair = TokenForge.fresh(SigningAlgorithm.ES256);
        apply(declarer, account(name, TokenForge.jwk("k1", pair.getPublic()))).statusCode(200);
        return token(login(declarer.tenant(), assertion(name, pair, claims -> claims)));
    }

    /** An assertion that is good in everything but what the test changes. */
    static String assertion(String name, KeyPair pair, UnaryOperator<ObjectNode> claims) {
        return assertion(header -> header, name, pair, claims);
    }

    static String assertion(
            UnaryOperator<ObjectNode> header, String name, KeyPair pair, UnaryOperator<ObjectNode> claims) {
        long now = Instant.now().getEpochSecond();
        ObjectNode head =
                JsonNodeFactory.instance.objectNode().put("alg", "ES256").put("kid", "k1");
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("iss", name)
                .put("sub", name)
                .put("aud", ISSUER)
                .put("jti", UUID.randomUUID().toString())
                .put("iat", now)
                .put("exp", now + 120);
        return TokenForge.sign(
                header.apply(head).toString(),
                claims.apply(body).toString(),
                pair.getPrivate(),
                SigningAlgorithm.ES256);
    }

    static ValidatableResponse login(String tenant, String assertion) {
        return ask(
                tenant,
                Map.of(
                        "grant_type",
                        "client_credentials",
                        "client_assertion_type",
                        ASSERTION,
                        "client_assertion",
                        assertion));
    }

    public static String token(ValidatableResponse answer) {
        return answer.statusCode(200).extract().path("access_token");
    }
}
