package dev.gatehouse.gateway.problem;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused in the JSON body of every door that takes one as a parameter, before anything is looked at. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class BodyJsonTest {
    private static final String DOORS = """
            /api/v1/acme/tokens; {"for": "a1", "role": "Viewer", "expires": "PT1H"}; role
            /api/v1/acme/tokens/own; {"name": "mine", "expires": "PT1H"}; expires
            /api/v1/acme/tokens/00000000-0000-7000-8000-000000000001/rotate; {"overlap": "PT1M"}; overlap
            /api/v1/acme/policy/can-i; {"permission": "execution:create", "namespace": "data"}; permission
            /api/v1/acme/policy/lint; {"namespace": "root", "remove": [{"kind": "Role", "name": "a"}]}; name
            /api/v1/acme/policy/replay; {"namespace": "root", "from": "2026-01-01T00:00:00Z"}; from
            /api/v1/acme/scim-clients; {"name": "entra"}; name
            /access/v1/evaluation; {"subject": {"type": "user", "id": "a"}}; id
            /access/v1/evaluations; {"subject": {"type": "user", "id": "a"}}; id
            """;

    @Inject
    TestAccess access;

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = DOORS)
    void aMemberThatIsThereTwiceIsRefusedAndOnceItIsNot(String door, String body, String member) {
        String name = "\"" + member + "\"";

        post(door, body.replace(name, name + ": \"other\", " + name))
                .statusCode(400)
                .contentType(Problem.MEDIA_TYPE)
                .body("code", equalTo("malformed_json"));
        post(door, body).body("code", not(equalTo("malformed_json")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = DOORS)
    void aSecondDocumentIsRefused(String door, String body) {
        post(door, body + " {}").statusCode(400).body("code", equalTo("malformed_json"));
        post(door, body + " 1").statusCode(400).body("code", equalTo("malformed_json"));
    }

    private ValidatableResponse post(String door, String body) {
        return given().header(
                        "Authorization", "Bearer " + access.stranger("acme").token())
                .contentType("application/json")
                .body(body)
                .post(door)
                .then();
    }
}
