package dev.gatehouse.gateway.scim;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.CrampedGateway;
import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.way.Until;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A network from which too many bad SCIM tokens come, as it is answered. */
@QuarkusTest
@TestProfile(CrampedGateway.class)
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class TooManyScimFailuresTest {
    @Inject
    TestAccess access;

    private static ValidatableResponse ask(String token) {
        return given().header("Authorization", "Bearer " + token)
                .get("/scim/acme/v2/Users")
                .then();
    }

    private static String unknown() {
        return ScimToken.next(new SecureRandom()).expose(Function.identity());
    }

    @Test
    void isAskedToWaitWhileTokensThatWereGoodAreServedAndIsHeardAgainLater() {
        // What other tests have shown from here is forgotten by then.
        Until.sees(() -> ask(unknown()).extract().statusCode(), status -> status == 401);
        var known = ScimCalls.newClient(access, "acme");
        String notYetKnown = ScimCalls.newClient(access, "acme").token();
        ask(known.token()).statusCode(200);
        Until.sees(() -> ask(unknown()).extract().statusCode(), status -> status == 429);

        ask(unknown())
                .statusCode(429)
                .header("Retry-After", "10")
                .contentType(containsString("application/scim+json"))
                .body("status", equalTo("429"));
        ask(known.token()).statusCode(200);

        access.sql("UPDATE scim_token SET revoked_at = now() WHERE client_id = ?::uuid", known.client());
        ask(known.token()).statusCode(401);
        ask(known.token()).statusCode(429);

        Until.sees(() -> ask(notYetKnown).extract().statusCode(), status -> status == 200);
        ask(unknown()).statusCode(401);
    }
}
