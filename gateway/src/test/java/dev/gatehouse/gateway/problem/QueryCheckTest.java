package dev.gatehouse.gateway.problem;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A parameter that is said twice is refused, whether or not it is said the same. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class QueryCheckTest {
    @Inject
    TestAccess access;

    private TestAccess.Account owner;

    @BeforeEach
    void somebodyMayAsk() {
        owner = access.account("acme", "Owner", "root");
    }

    private ValidatableResponse get(String path) {
        return given().auth().oauth2(owner.token()).get("/api/v1/acme/" + path).then();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "executions?namespace=acme&namespace=root",
                "approvals?namespace=root&limit=5&namespace=root",
                "policy/who-can?permission=job:read&permission=job:write",
                "jobs?limit=1&limit=2"
            })
    void aParameterOfTheRouteIsSaidOnce(String path) {
        get(path).statusCode(422).contentType(Problem.MEDIA_TYPE).body("code", equalTo("parameter_invalid"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "executions?namespace=root&limit=5",
                "policy/who-can?permission=job:read&namespace=root",
                "jobs?limit=1&utm=1&utm=2"
            })
    void differentOnesAreAnsweredAndWhatNobodyReadsIsLeftOut(String path) {
        get(path).statusCode(200);
    }

    @Test
    void aNamespaceThatIsNoneIsExplainedInASentence() {
        get("policy/who-can?permission=job:read&namespace=Not/One")
                .statusCode(422)
                .body(
                        "detail",
                        equalTo(
                                "The query parameter namespace must be a namespace, such as acme.data: names of lower-case"
                                        + " letters, digits and inner hyphens with dots between them."));
    }

    @Test
    void nobodyLearnsThatWithoutAToken() {
        given().get("/api/v1/acme/executions?limit=1&limit=2").then().statusCode(401);
    }
}
