package dev.gatehouse.gateway.page;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RootPageTest {
    @Test
    void saysVersionStateAndLinksButNoTenant() {
        given().when()
                .get("/")
                .then()
                .statusCode(200)
                .contentType("text/html")
                .header("Content-Security-Policy", containsString("default-src 'none'"))
                .body(allOf(
                        containsString("ready"),
                        containsString("0.1.0"),
                        containsString("/q/health"),
                        not(containsString("acme"))));
    }
}
