package dev.gatehouse.gateway.token;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nobody gets a token for others that may more than they hold; who holds it does. */
@QuarkusTest
class TokenEscalationTest {
    private static final String NOT_HELD =
            "not allowed: escalation: Nobody gives what they do not hold: audit:read in root";

    @Inject
    TestAccess access;

    private Account owner;
    private Account admin;
    private String bot;

    @BeforeEach
    void callers() {
        owner = access.account("acme", "Owner", "root");
        admin = access.account("acme", "Admin", "root");
        bot = "bot-" + UUID.randomUUID();
    }

    private static ValidatableResponse make(Account by, String account, String role) {
        return given().auth()
                .oauth2(by.token())
                .contentType("application/json")
                .body("{\"for\": \"%s\", \"role\": \"%s\", \"expires\": \"PT1H\"}".formatted(account, role))
                .post("/api/v1/acme/tokens")
                .then();
    }

    private static ValidatableResponse rotate(Account by, String token) {
        return given().auth()
                .oauth2(by.token())
                .contentType("application/json")
                .body("{\"expires\": \"PT1H\"}")
                .post("/api/v1/acme/tokens/" + token + "/rotate")
                .then();
    }

    @Test
    void aTokensRoleIsOneThatItsMakerHolds() {
        make(admin, bot, "Auditor")
                .statusCode(403)
                .body("errors[0].pointer", equalTo("/role"))
                .body("errors[0].message", equalTo(NOT_HELD));

        make(admin, bot, "Developer").statusCode(201);
        make(owner, bot, "Auditor").statusCode(201);
    }

    @Test
    void aTokenOfAnAccountIsMadeByThoseWhoHoldWhatItHas() {
        make(owner, bot, "Auditor").statusCode(201);

        make(admin, bot, "Viewer").statusCode(403).body("errors[0].message", equalTo(NOT_HELD));
        make(owner, bot, "Viewer").statusCode(201);
    }

    @Test
    void aTokenOfAnAccountIsFollowedByThoseWhoHoldWhatItHas() {
        String audits = make(owner, bot, "Auditor").extract().path("id");
        String develops = make(owner, "d" + bot, "Developer").extract().path("id");

        rotate(admin, audits).statusCode(403).body("errors[0].message", equalTo(NOT_HELD));
        rotate(admin, develops).statusCode(201);
        rotate(owner, audits).statusCode(201);
        // To end one gives nobody anything.
        given().auth()
                .oauth2(admin.token())
                .delete("/api/v1/acme/tokens/" + audits)
                .then()
                .statusCode(204);
    }
}
