package dev.gatehouse.gateway.workers;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.identity.TestDirectory;
import dev.gatehouse.gateway.issuer.AccessGrant;
import dev.gatehouse.gateway.issuer.AccessTokens;
import dev.gatehouse.gateway.issuer.RunGrant;
import dev.gatehouse.gateway.issuer.RunTokens;
import dev.gatehouse.gateway.sso.FakeIssuer;
import dev.gatehouse.gateway.sso.SigningAlgorithm;
import dev.gatehouse.gateway.sso.TokenForge;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.JobReference;
import dev.gatehouse.policy.SubjectEpoch;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every kind of token at every door: each opens its own and no other. All of them are good ones. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class TokenKindsTest {
    @Inject
    TestAccess access;

    @Inject
    TestDirectory directory;

    @Inject
    WorkerRows rows;

    private FakeIssuer issuer;
    private Account owner;
    private DoorWorker worker;
    private JoinTokenRow joinToken;
    private String accessToken;
    private String issuedToken;
    private String scimToken;
    private String shortScimToken;
    private String clientSecret;
    private String assertion;

    private String runToken;

    @Inject
    AccessTokens tokens;

    @Inject
    RunTokens runTokens;

    @BeforeEach
    void oneOfEachKind() throws IOException {
        issuer = new FakeIssuer();
        owner = access.account("acme", "Owner", "root");
        worker = new DoorWorker().registered(rows.joinToken("acme", "default"));
        joinToken = rows.joinToken("acme", "default");
        String mark = UUID.randomUUID().toString().substring(24);
        given().auth()
                .oauth2(owner.token())
                .contentType("application/yaml")
                .body(issuer.declaration("corp-" + mark).getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/acme/apply")
                .then()
                .statusCode(200);
        UUID user = UUID.randomUUID();
        access.sql("INSERT INTO subject (tenant, id, kind, name) VALUES ('acme', ?, 'user', ?)", user, "user-" + user);
        directory.link("acme", "person-" + mark, user);
        accessToken = issuer.token("person-" + mark, Duration.ofMinutes(5));
        issuedToken = tokens.issue(new AccessGrant(
                        "acme", UUID.randomUUID(), "test", new SubjectEpoch(owner.subject(), 1), Optional.empty()))
                .text();
        runToken = runTokens
                .issue(new RunGrant(
                        UUID.randomUUID(),
                        Instant.now(),
                        "https://vault.example",
                        "acme",
                        UUID.randomUUID(),
                        new JobReference(JobName.parse("acme/job").orElseThrow(), UUID.randomUUID(), 1, "0".repeat(64)),
                        new ExecutionId(UUID.randomUUID()),
                        1,
                        owner.subject(),
                        "service_account",
                        UUID.randomUUID(),
                        Optional.empty(),
                        Optional.empty()))
                .text();
        provision("c" + mark);
        declareAnAccount("sa" + mark);
    }

    private void provision(String name) {
        scimToken = post("/api/v1/acme/scim-clients", Map.of("name", name)).path("token");
        var made = post("/api/v1/acme/scim-clients/" + name + "/secrets", Map.of());
        clientSecret = made.path("secret");
        shortScimToken = given().formParams(Map.of(
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        made.<String>path("clientId"),
                        "client_secret",
                        clientSecret))
                .post("/oidc/acme/token")
                .then()
                .statusCode(200)
                .extract()
                .path("access_token");
    }

    private ExtractableResponse<Response> post(String path, Map<String, String> body) {
        return given().auth()
                .oauth2(owner.token())
                .contentType("application/json")
                .body(body)
                .post(path)
                .then()
                .statusCode(201)
                .extract();
    }

    private void declareAnAccount(String name) {
        var pair = TokenForge.fresh(SigningAlgorithm.ES256);
        given().auth()
                .oauth2(owner.token())
                .contentType("application/yaml")
                .body(("{apiVersion: gatehouse.dev/v1, kind: ServiceAccount, metadata: {name: " + name
                                + "}, spec: {jwks: {keys: [" + TokenForge.jwk("k1", pair.getPublic()) + "]}}}")
                        .getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/acme/apply")
                .then()
                .statusCode(200);
        long now = Instant.now().getEpochSecond();
        ObjectNode claims = JsonNodeFactory.instance
                .objectNode()
                .put("iss", name)
                .put("sub", name)
                .put("aud", "https://gatehouse.test/oidc/acme")
                .put("jti", mark())
                .put("exp", now + 60);
        assertion = TokenForge.sign(
                "{\"alg\":\"ES256\",\"kid\":\"k1\"}", claims.toString(), pair.getPrivate(), SigningAlgorithm.ES256);
    }

    private static String mark() {
        return UUID.randomUUID().toString();
    }

    private static ValidatableResponse scim(String token) {
        return given().header("Authorization", "Bearer " + token)
                .get("/scim/acme/v2/Users?count=1")
                .then();
    }

    private static ValidatableResponse assertedBy(String shown) {
        return given().formParams(Map.of(
                        "grant_type",
                        "client_credentials",
                        "client_assertion_type",
                        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                        "client_assertion",
                        shown))
                .post("/oidc/acme/token")
                .then();
    }

    @AfterEach
    void close() {
        issuer.close();
    }

    private static ValidatableResponse api(String path, String token) {
        return given().header("Authorization", "Bearer " + token).get(path).then();
    }

    private static ValidatableResponse workers(String token) {
        return DoorWorker.door()
                .header("Authorization", "Bearer " + token)
                .body("{\"max\": 1, \"waitMillis\": 0}")
                .post("/worker/v1/claim")
                .then();
    }

    private static void refused(ValidatableResponse answer) {
        answer.statusCode(401).body("code", equalTo("unauthenticated"));
    }

    @Test
    void tokensOfPeopleOpenTheirDoors() {
        api("/api/v1/acme/probe", owner.token()).statusCode(200);
        api("/api/v1/acme/probe", accessToken).statusCode(200);
    }

    @Test
    void aWorkersCredentialOpensNoDoorOfPeople() {
        for (String path : new String[] {"/api/v1/acme/probe", "/api/v1/acme/jobs", "/audit/acme/events"}) {
            refused(api(path, worker.credential()));
        }
    }

    @Test
    void aJoinTokenOpensNoDoorOfPeopleAndNoneOfWorkersByItself() {
        String token = joinToken.id() + "." + joinToken.secret();

        refused(api("/api/v1/acme/probe", token));
        refused(workers(token));
    }

    @Test
    void tokensOfPeopleOpenNoDoorOfWorkers() {
        refused(workers(owner.token()));
        refused(workers(accessToken));
        workers(worker.credential()).statusCode(200);
    }

    private List<String> allBut(String... own) {
        List<String> all = new ArrayList<>(List.of(
                owner.token(),
                accessToken,
                issuedToken,
                runToken,
                scimToken,
                shortScimToken,
                clientSecret,
                assertion,
                worker.credential(),
                joinToken.id() + "." + joinToken.secret()));
        all.removeAll(List.of(own));
        return all;
    }

    @Test
    void theDoorsOfPeopleTakeTheThreeKindsOfTheirsAndNoOther() {
        api("/api/v1/acme/probe", issuedToken).statusCode(200);
        for (String other : allBut(owner.token(), accessToken, issuedToken)) {
            refused(api("/api/v1/acme/probe", other));
            refused(api("/audit/acme/events", other));
        }
    }

    @Test
    void theScimDoorTakesItsTwoKindsAndNoOther() {
        scim(scimToken).statusCode(200);
        scim(shortScimToken).statusCode(200);
        for (String other : allBut(scimToken, shortScimToken)) {
            scim(other).statusCode(401);
        }
    }

    @Test
    void theDoorOfWorkersTakesTheirCredentialAndNoOther() {
        workers(worker.credential()).statusCode(200);
        for (String other : allBut(worker.credential())) {
            refused(workers(other));
        }
    }

    @Test
    void theIssuersDoorTakesAnAssertionAndNoOther() {
        for (String other : allBut(assertion)) {
            assertThat(assertedBy(other).extract().statusCode()).isIn(400, 401);
        }
        assertedBy(assertion).statusCode(200);
    }

    @Test
    void onlyWhatOpensTheDoorsOfPeopleBeginsAnImpersonation() {
        for (String other : allBut(owner.token(), accessToken, issuedToken)) {
            given().formParams(Map.of(
                            "grant_type",
                            "urn:ietf:params:oauth:grant-type:token-exchange",
                            "subject_token_type",
                            "urn:ietf:params:oauth:token-type:access_token",
                            "subject_token",
                            other,
                            "requested_subject",
                            owner.subject().toString()))
                    .post("/oidc/acme/token")
                    .then()
                    .statusCode(400)
                    .body("error", equalTo("invalid_request"));
        }
    }
}
