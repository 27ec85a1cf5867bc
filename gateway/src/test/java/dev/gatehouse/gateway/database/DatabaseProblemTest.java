package dev.gatehouse.gateway.database;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class DatabaseProblemTest {
    @Inject
    TestAccess access;

    @Test
    void aConnectionThatEndsUnderARequestAsksToComeAgainAndTheNextRequestIsServed() {
        String token = access.account("acme", "Owner", "root").token();

        given().header("Authorization", "Bearer " + token)
                .post("/api/v1/acme/probe-gone")
                .then()
                .statusCode(503)
                .header("Retry-After", "1")
                .contentType("application/problem+json")
                .body("code", equalTo("database_unavailable"));

        given().header("Authorization", "Bearer " + token)
                .get("/api/v1/acme/jobs")
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "document"})
    void aTextThatTheDatabaseDoesNotHoldIsTheCallersMistake(String kind) {
        given().header(
                        "Authorization",
                        "Bearer " + access.account("acme", "Owner", "root").token())
                .post("/api/v1/acme/probe-gone/" + kind)
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("code", equalTo("body_invalid"));
    }

    @Test
    void aCommitThatWasNotAnsweredIsNeitherDoneNorUndone() {
        given().header(
                        "Authorization",
                        "Bearer " + access.account("acme", "Owner", "root").token())
                .post("/api/v1/acme/probe-gone/commit")
                .then()
                .statusCode(503)
                .header("Retry-After", "1")
                .body("code", equalTo("outcome_unknown"));
    }
}
