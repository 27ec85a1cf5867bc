package dev.gatehouse.gateway.identity;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.CrampedGateway;
import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.way.Until;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A network from which too many bad tokens come, as it is answered. */
@QuarkusTest
@TestProfile(CrampedGateway.class)
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class TooManyFailuresTest {
    @Inject
    TestAccess access;

    private static ValidatableResponse ask(String token) {
        return given().header("Authorization", "Bearer " + token)
                .get("/api/v1/acme/jobs")
                .then();
    }

    private static String unknown() {
        return ApiToken.next(new SecureRandom()).expose(Function.identity());
    }

    @Test
    void isAskedToWaitWhileGoodTokensThatAreKnownAreServedAndIsHeardAgainLater() {
        String known = access.account("acme", "Owner", "root").token();
        String notYetKnown = access.account("acme", "Owner", "root").token();
        Until.sees(() -> ask(known).extract().statusCode(), status -> status == 200);
        for (int i = 0; i < 3; i++) {
            ask(unknown()).statusCode(401);
        }

        ask(unknown())
                .statusCode(429)
                .header("Retry-After", "10")
                .contentType("application/problem+json")
                .body("code", equalTo("too_many_failures"));
        ask(notYetKnown).statusCode(429);
        ask(known).statusCode(200);

        Until.sees(() -> ask(notYetKnown).extract().statusCode(), status -> status == 200);
        ask(unknown()).statusCode(401);
    }

    private static ValidatableResponse grant() {
        return given().formParams(Map.of(
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        "00000000-0000-7000-8000-000000000000",
                        "client_secret",
                        "gss_000000000000000000000000000000000000"))
                .post("/oidc/acme/token")
                .then();
    }

    @Test
    void isAskedToWaitAtTheIssuersDoorToo() {
        Until.sees(() -> grant().extract().statusCode(), status -> status == 401);
        Until.sees(() -> grant().extract().statusCode(), status -> status == 429);

        grant().statusCode(429)
                .header("Retry-After", "10")
                .header("Cache-Control", "no-store")
                .body("error", equalTo("temporarily_unavailable"));
    }
}
