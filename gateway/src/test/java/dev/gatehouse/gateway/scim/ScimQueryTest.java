package dev.gatehouse.gateway.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Query parameters and methods of the SCIM door, good and bad. */
@QuarkusTest
class ScimQueryTest {
    private static final String ERROR = "urn:ietf:params:scim:api:messages:2.0:Error";

    @Inject
    TestAccess access;

    @TestHTTPResource
    URI server;

    private ScimCalls scim;

    @BeforeEach
    void populate() {
        scim = ScimCalls.newClient(access, "acme");
        scim.user("ada");
        scim.user("bob");
    }

    @ParameterizedTest
    @ValueSource(strings = {"filter", "Filter", "FILTER"})
    void aFilterIsOneInWhateverCase(String name) {
        scim.get("/Users", name, "userName eq \"ada\"")
                .then()
                .statusCode(200)
                .body("Resources.userName", equalTo(List.of("ada")));
    }

    @Test
    void whatIsSaidTwiceIsRefusedBeforeAnythingIsDone() {
        String ada = "userName eq \"ada\"";

        for (String second : List.of("filter", "Filter")) {
            scim.get("/Users", "filter", ada, second, "userName eq \"bob\"")
                    .then()
                    .statusCode(400)
                    .body("scimType", equalTo("invalidValue"))
                    .body("detail", equalTo("filter is given more than once."));
        }
        scim.with("{'userName':'never'}")
                .queryParam("attributes", "id")
                .queryParam("Attributes", "userName")
                .post(scim.url("/Users"))
                .then()
                .statusCode(400);
        scim.get("/Users").then().body("totalResults", equalTo(2));
    }

    @Test
    void aParameterThatIsNotKnownIsPassedOverHoweverOften() {
        scim.get("/Users", "aadOptscim062020", "", "aadOptscim062020", "")
                .then()
                .statusCode(200)
                .body("totalResults", equalTo(2));
    }

    /** The server answers before any of our code does, so without a body. */
    @ParameterizedTest
    @ValueSource(strings = {"?filter=%", "?%", "?filter=%zz", "?x=%e"})
    void aQueryThatCannotBeDecodedListsNobody(String query) throws IOException {
        assertThat(answer("GET " + scim.url("/Users") + query))
                .startsWith("HTTP/1.1 400")
                .doesNotContain("Resources");
    }

    @Test
    void theLongestFilterFitsIntoARequestLineAndALongerOneIsSaidToBe() {
        String longest = "userName eq \"" + "#".repeat(8_192 - 14) + "\"";

        scim.get("/Users", "filter", longest).then().statusCode(200).body("totalResults", equalTo(0));
        scim.get("/Users", "filter", longest + " ")
                .then()
                .statusCode(400)
                .body("detail", equalTo("The filter cannot be read: longer than 8192 characters"));
    }

    @Test
    void aTextThatIsTooLongIsSaidToBe() {
        scim.post("/Users", "{'userName':'a','title':'" + "x".repeat(2 << 20) + "'}")
                .then()
                .statusCode(400)
                .body("scimType", equalTo("invalidSyntax"))
                .body("detail", containsString("a text of more than 1048576 characters"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/Users                 | GET, HEAD, OPTIONS, POST",
                "/Users/                | GET, HEAD, OPTIONS, POST",
                "/Groups                | GET, HEAD, OPTIONS, POST",
                "/Users/7               | DELETE, GET, HEAD, OPTIONS, PATCH, PUT",
                "/Users/.search         | OPTIONS, POST",
                "/.search               | OPTIONS, POST",
                "/Bulk                  | OPTIONS, POST",
                "/ServiceProviderConfig | GET, HEAD, OPTIONS",
                "/Schemas               | GET, HEAD, OPTIONS",
                "/ResourceTypes/User    | GET, HEAD, OPTIONS",
                "/Me                    | DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT",
            })
    void eachPathSaysItsMethodsAndRefusesOthers(String path, String methods) {
        scim.request().options(scim.url(path)).then().statusCode(204).header("Allow", equalTo(methods));
        for (String method : List.of("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE")) {
            if (!methods.contains(method)) {
                scim.with("{}")
                        .request(method, scim.url(path))
                        .then()
                        .statusCode(405)
                        .header("Allow", equalTo(methods))
                        .contentType(containsString("application/scim+json"))
                        .body("schemas", equalTo(List.of(ERROR)))
                        .body("status", equalTo("405"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nope", "/Users/7/8", "/Bulk/7"})
    void whatIsNotThereHasNoMethods(String path) throws IOException {
        scim.request().options(scim.url(path)).then().statusCode(404).body("schemas", equalTo(List.of(ERROR)));
        assertThat(answer("OPTIONS " + scim.url(path)))
                .startsWith("HTTP/1.1 404")
                .contains(ERROR);
        scim.get(path).then().statusCode(404).body("schemas", equalTo(List.of(ERROR)));
    }

    /** The whole answer, to a request that no client library would write. */
    private String answer(String request) throws IOException {
        try (var socket = new Socket(server.getHost(), server.getPort())) {
            socket.getOutputStream()
                    .write((request + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                                    + scim.token() + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
