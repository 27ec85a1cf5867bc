package dev.gatehouse.gateway.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.gatehouse.gateway.CrampedGateway;
import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.way.Until;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Codes that anybody makes up, of which a provider is asked about a few. */
@QuarkusTest
@TestProfile(CrampedGateway.class)
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class ThrottledLoginTest extends LoginCase {
    /** One that no other test fails from. */
    @BeforeAll
    static void comeFromANetworkOfItsOwn() {
        RestAssured.replaceFiltersWith((request, response, chain) -> {
            request.header("X-Forwarded-For", "198.51.102.7");
            return chain.next(request, response);
        });
    }

    @AfterAll
    static void comeFromHereAgain() {
        RestAssured.replaceFiltersWith(List.of());
    }

    @Test
    void aNetworkFromWhichTooManyCodesAreRefusedIsAskedToWaitAndIsHeardAgainLater() {
        for (int i = 0; i < 3; i++) {
            String answer = browser.answered(issuer, person);
            issuer.refuseCodes();
            browser.refused(browser.get(answer), 400, "code_refused");
        }

        String good = browser.answered(issuer, person);
        browser.get(good)
                .then()
                .statusCode(429)
                .header("Retry-After", "10")
                .contentType("text/html")
                .body(containsString("too_many_failures"));
        assertThat(browser.has(SessionCookie.NAME)).isFalse();

        Until.sees(() -> browser.logIn(issuer, person).statusCode(), status -> status == 303);
    }
}
