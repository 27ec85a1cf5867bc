package dev.gatehouse.gateway.audit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** What a caller hears whose act cannot be recorded: no record, no act. */
@QuarkusTest
class AuditProblemsTest {
    @Inject
    TestAccess access;

    private final String name = "recorded-" + System.nanoTime();

    private ValidatableResponse act(int rules, String object) {
        return given().header(
                        "Authorization", "Bearer " + access.stranger("acme").token())
                .queryParam("tenant", name)
                .queryParam("rules", rules)
                .queryParam("object", object)
                .post("/api/v1/acme/probe-record")
                .then();
    }

    private boolean acted() {
        return access.query("SELECT 1 FROM tenant WHERE name = ?", name).isPresent();
    }

    @Test
    void anActWithAnEventThatFitsIsDone() {
        act(1, "acme/x").statusCode(204);

        assertThat(acted()).isTrue();
    }

    @Test
    void anActWhoseEventIsTooLargeIsRefusedBeforeItIsDone() {
        act(400, "acme/x")
                .statusCode(413)
                .contentType("application/problem+json")
                .body("code", equalTo("event_too_large"));

        assertThat(acted()).isFalse();
    }
}
