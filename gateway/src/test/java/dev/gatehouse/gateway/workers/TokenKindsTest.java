package dev.gatehouse.gateway.workers;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.identity.TestDirectory;
import dev.gatehouse.gateway.sso.FakeIssuer;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
}
