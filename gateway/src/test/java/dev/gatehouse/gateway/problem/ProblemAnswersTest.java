package dev.gatehouse.gateway.problem;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ProblemAnswersTest {
    @Test
    void answersAnUnknownPathWithAProblem() {
        given().when()
                .get("/nowhere")
                .then()
                .statusCode(404)
                .contentType(Problem.MEDIA_TYPE)
                .body("type", equalTo("urn:gatehouse:problem:not_found"), "code", equalTo("not_found"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/audit/%00/checkpoint",
                "/audit/ac%00me/tile/0/000",
                "/api/v1/acme/secrets/a/b%00/value",
                "/api/v1/acme/%00"
            })
    void answersANameThatNothingCanHaveAsAnUnknownPath(String path) {
        given().urlEncodingEnabled(false)
                .get(path)
                .then()
                .statusCode(404)
                .contentType(Problem.MEDIA_TYPE)
                .body("code", equalTo("not_found"));
    }

    @Test
    void answersAMethodThatAPathDoesNotKnowWithAProblem() {
        given().when()
                .delete("/")
                .then()
                .statusCode(405)
                .contentType(Problem.MEDIA_TYPE)
                .body("code", equalTo("method_not_allowed"));
    }

    @Test
    void refusesABodyOverItsLimitBeforeReadingIt() {
        given().contentType("application/json")
                .body(new byte[1024 * 1024 + 1])
                .when()
                .post("/api/v1/acme/executions")
                .then()
                .statusCode(413)
                .contentType(Problem.MEDIA_TYPE)
                .body("code", equalTo("body_too_large"), "detail", not(containsString("Exception")));
    }
}
