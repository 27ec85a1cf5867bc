package dev.gatehouse.gateway.scim;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.sso.FakeIssuer;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SCIM clients that get short tokens by OAuth's client credentials, as Entra ID does. */
@QuarkusTest
class ScimLoginTest {
    private static final String CLIENTS = "/api/v1/acme/scim-clients/";

    @Inject
    TestAccess access;

    private Account owner;
    private String name;
    private String clientId;
    private String secretId;
    private String secret;

    @BeforeEach
    void makeAClientWithASecret() {
        owner = access.account("acme", "Owner", "root");
        name = "c" + owner.subject().toString().substring(24);
        as(owner)
                .body(Map.of("name", name))
                .post("/api/v1/acme/scim-clients")
                .then()
                .statusCode(201);
        var made =
                secret(name).statusCode(201).header("Cache-Control", "no-store").extract();
        clientId = made.path("clientId");
        secretId = made.path("secretId");
        secret = made.path("secret");
        assertThat(made.<String>path("tokenUrl")).isEqualTo("https://gatehouse.test/oidc/acme/token");
    }

    private static RequestSpecification as(Account account) {
        return given().auth().oauth2(account.token()).contentType("application/json");
    }

    private ValidatableResponse secret(String client) {
        return as(owner).body("{}").post(CLIENTS + client + "/secrets").then();
    }

    private static ValidatableResponse login(String tenant, String client, String secret) {
        return given().formParams(
                        Map.of("grant_type", "client_credentials", "client_id", client, "client_secret", secret))
                .post("/oidc/" + tenant + "/token")
                .then();
    }

    private static String token(ValidatableResponse answer) {
        return answer.statusCode(200).extract().path("access_token");
    }

    private static ValidatableResponse users(String tenant, String token) {
        return given().header("Authorization", "Bearer " + token)
                .get("/scim/" + tenant + "/v2/Users?count=1")
                .then();
    }

    private static void refused(ValidatableResponse answer) {
        answer.statusCode(401).body("error", equalTo("invalid_client"));
    }

    @Test
    void aSecretGivesATokenThatEntraTakesAndThatOpensTheScimDoor() {
        ValidatableResponse answer = login("acme", clientId, secret)
                .header("Cache-Control", "no-store")
                .body("token_type", equalTo("Bearer"))
                .body("expires_in", greaterThanOrEqualTo(3_600))
                .body("expires_in", lessThanOrEqualTo(21_600));

        users("acme", token(answer)).statusCode(200);
    }

    @Test
    void theHeaderIsAsGood() {
        given().auth()
                .preemptive()
                .basic(clientId, secret)
                .formParam("grant_type", "client_credentials")
                .post("/oidc/acme/token")
                .then()
                .statusCode(200);
        given().auth()
                .preemptive()
                .basic(clientId, secret + "x")
                .formParam("grant_type", "client_credentials")
                .post("/oidc/acme/token")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", "Basic realm=\"gatehouse\"")
                .body("error", equalTo("invalid_client"));
        given().auth()
                .preemptive()
                .basic(clientId, secret)
                .formParam("grant_type", "client_credentials")
                .formParam("client_secret", secret)
                .post("/oidc/acme/token")
                .then()
                .statusCode(400)
                .body("error", equalTo("invalid_request"));
    }

    @Test
    void theTokenOpensNothingElse() {
        String token = token(login("acme", clientId, secret));

        users("globex", token).statusCode(404);
        given().auth().oauth2(token).get("/api/v1/acme/scim-clients").then().statusCode(401);
    }

    @Test
    void aSecretOpensNoDoorItself() {
        users("acme", secret).statusCode(401);
        given().auth().oauth2(secret).get("/api/v1/acme/scim-clients").then().statusCode(401);
    }

    @Test
    void whatIsWrongGivesNone() {
        refused(login("acme", clientId, secret.substring(0, 39) + (secret.endsWith("0") ? "1" : "0")));
        refused(login("acme", "00000000-0000-7000-8000-000000000000", secret));
        refused(login("acme", name, secret));
        refused(login("globex", clientId, secret));
        refused(login("acme", clientId, owner.token()));
        given().formParams(Map.of("grant_type", "client_credentials"))
                .post("/oidc/acme/token")
                .then()
                .statusCode(401);
    }

    @Test
    void aRevokedSecretEndsAtOnceWithTheTokensThatItGave() {
        String token = token(login("acme", clientId, secret));
        var second = secret(name).statusCode(201).extract();
        String other = token(login("acme", clientId, second.path("secret")));

        as(owner).delete(CLIENTS + name + "/secrets/" + secretId).then().statusCode(204);

        users("acme", token).statusCode(401);
        refused(login("acme", clientId, secret));
        users("acme", other).statusCode(200);
    }

    @Test
    void aSecretThatHasExpiredEndsWithItsTokens() {
        String token = token(login("acme", clientId, secret));
        access.sql("UPDATE scim_secret SET expires_at = now() WHERE id = ?::uuid", secretId);

        users("acme", token).statusCode(401);
        refused(login("acme", clientId, secret));
    }

    @Test
    void aTokenIsKeptUntilItsHourIsOver() {
        token(login("acme", clientId, secret));

        assertThat(access.query(
                        "SELECT expires_at - now() BETWEEN interval '59 min' AND interval '60 min'"
                                + " FROM scim_access_token WHERE secret_id = ?::uuid",
                        secretId))
                .contains("t");
    }

    @Test
    void twoSecretsWorkAtOnceAndNoMore() {
        secret(name).statusCode(201);
        secret(name).statusCode(409).body("code", equalTo("scim_secrets_exhausted"));
        secret("none-such").statusCode(404);
    }

    @Test
    void noMoreTokensThanFiftyLive() {
        String first = token(login("acme", clientId, secret));
        for (int i = 0; i < 55; i++) {
            token(login("acme", clientId, secret));
        }

        assertThat(access.query("SELECT count(*) FROM scim_access_token WHERE client_id = ?::uuid", clientId))
                .contains("50");
        users("acme", first).statusCode(401);
    }

    @Test
    void nothingOfItIsKeptInClear() {
        String token = token(login("acme", clientId, secret));

        assertThat(access.tablesWith(secret)).isEmpty();
        assertThat(access.tablesWith(token)).isEmpty();
    }

    @Test
    void anotherIssuersTokenCountsWhereTheClientTrustsIt() throws IOException {
        try (var entra = new FakeIssuer()) {
            trust(entra, "robot");
            String token = token(federated(entra.token("robot", Duration.ofMinutes(5))));
            users("acme", token).statusCode(200);
            refused(federated(entra.token("another", Duration.ofMinutes(5))));
            refused(federated("x.y.z"));

            trust(entra, "another");
            users("acme", token).statusCode(401);
            String next = token(federated(entra.token("another", Duration.ofMinutes(5))));
            as(owner).delete(CLIENTS + name + "/trust").then().statusCode(204);
            users("acme", next).statusCode(401);
            refused(federated(entra.token("another", Duration.ofMinutes(5))));
        }
    }

    @Test
    void trustsNoPattern() {
        as(owner)
                .body(Map.of("issuer", "https://idp.example", "audience", "gatehouse", "subject", "robot-*"))
                .put(CLIENTS + name + "/trust")
                .then()
                .statusCode(422)
                .body("errors[0].pointer", equalTo("/subject"));
    }

    @Test
    void everyTokenIsInTheLogWithWhatItWasGivenFor() throws IOException {
        token(login("acme", clientId, secret));
        assertThat(issued("'facts' ->> 'proof'")).contains("secret");
        assertThat(issued("'actor'")).contains("\"" + clientId + "\"");
        assertThat(access.query("""
                        SELECT count(*) FROM scim_access_token a JOIN event e ON e.tenant = a.tenant
                         WHERE a.secret_id = ?::uuid AND e.code = 'access_token.issued'
                           AND convert_from(e.leaf, 'UTF8') LIKE '%accesstoken/' || a.id || '@1%'""", secretId)).contains("1");

        try (var entra = new FakeIssuer()) {
            trust(entra, "robot");
            token(federated(entra.token("robot", Duration.ofMinutes(5))));
        }
        assertThat(issued("'facts' ->> 'proof'")).contains("trust");
        refused(login("acme", clientId, owner.token()));
        assertThat(access.query("""
                        SELECT count(*) FROM event WHERE tenant = 'acme' AND code = 'access_token.issued'
                           AND convert_from(leaf, 'UTF8')::jsonb ->> 'actor' = ?""", clientId)).contains("2");
    }

    /** That part of the client's newest event of a token. */
    private Optional<String> issued(String part) {
        return access.query("SELECT convert_from(leaf, 'UTF8')::jsonb -> " + part + """
                         FROM event WHERE tenant = 'acme' AND code = 'access_token.issued'
                           AND convert_from(leaf, 'UTF8')::jsonb ->> 'actor' = ?
                         ORDER BY at DESC, id DESC LIMIT 1""", clientId);
    }

    private void trust(FakeIssuer issuer, String subject) {
        as(owner)
                .body(Map.of("issuer", issuer.issuer(), "audience", "gatehouse", "subject", subject))
                .put(CLIENTS + name + "/trust")
                .then()
                .statusCode(200)
                .body("clientId", equalTo(clientId));
    }

    private ValidatableResponse federated(String assertion) {
        return given().formParams(Map.of(
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        clientId,
                        "client_assertion_type",
                        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                        "client_assertion",
                        assertion))
                .post("/oidc/acme/token")
                .then();
    }

    @Test
    void aRuleOfTrustSaysAllOfIt() {
        for (var wrong : new Map<?, ?>[] {
            Map.of(),
            Map.of("issuer", "https://x.example", "audience", "a"),
            Map.of("issuer", "https://x.example.", "audience", "a", "subject", "s"),
            Map.of("issuer", "https://x.example", "audience", " ", "subject", "s")
        }) {
            as(owner).body(wrong).put(CLIENTS + name + "/trust").then().statusCode(422);
        }
    }
}
