package dev.gatehouse.gateway.scim;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who gets through the SCIM door, in which form it speaks, and what it says of itself. */
@QuarkusTest
class ScimDoorTest {
    private static final String ERROR = "urn:ietf:params:scim:api:messages:2.0:Error";

    @Inject
    TestAccess access;

    private TestAccess.Account owner;
    private ScimCalls scim;

    @BeforeEach
    void openDoor() {
        owner = access.account("acme", "Owner", "root");
        scim = ScimCalls.newClient(access, "acme");
    }

    @Test
    void withoutAGoodTokenEachAnswerIsA401InTheFormOfScim() {
        for (String token : List.of("", "x", "gsc_" + "0".repeat(36), owner.token(), scim.token() + "x")) {
            given().header("Authorization", "Bearer " + token)
                    .get("/scim/acme/v2/Users")
                    .then()
                    .statusCode(401)
                    .contentType(containsString("application/scim+json"))
                    .header("WWW-Authenticate", "Bearer")
                    .body("schemas", equalTo(List.of(ERROR)))
                    .body("status", equalTo("401"));
        }
        given().get("/scim/acme/v2/Schemas").then().statusCode(401);
    }

    @Test
    void aScimTokenOpensNoOtherDoor() {
        for (String path : List.of("/api/v1/acme/executions", "/api/v1/acme/scim-clients", "/audit/acme/events")) {
            given().header("Authorization", "Bearer " + scim.token())
                    .get(path)
                    .then()
                    .statusCode(401);
        }
        given().header("Authorization", "Bearer " + scim.token())
                .contentType(ContentType.JSON)
                .body("{}")
                .post("/worker/v1/claim")
                .then()
                .statusCode(not(200));
    }

    @Test
    void toAnotherTenantsClientNothingExists() {
        var foreign = ScimCalls.newClient(access, "globex");

        for (String tenant : List.of("acme", "nowhere", "system")) {
            given().header("Authorization", "Bearer " + foreign.token())
                    .get("/scim/" + tenant + "/v2/Users")
                    .then()
                    .statusCode(404)
                    .body("status", equalTo("404"));
        }
    }

    @Test
    void aRevokedTokenAndAnExpiredOneOpenNothing() {
        Response made = create("revoked");
        String token = made.path("token");
        String second =
                as().body("{}").post("/api/v1/acme/scim-clients/revoked/tokens").path("token");
        as().body("{}")
                .post("/api/v1/acme/scim-clients/revoked/tokens")
                .then()
                .statusCode(409)
                .body("code", equalTo("scim_tokens_exhausted"));
        assertThat(opens(token)).isEqualTo(200);

        as().delete("/api/v1/acme/scim-clients/revoked/tokens/" + made.path("tokenId"))
                .then()
                .statusCode(204);

        assertThat(opens(token)).isEqualTo(401);
        assertThat(opens(second)).isEqualTo(200);
        access.sql("UPDATE scim_token SET expires_at = now() WHERE client_id = ?::uuid", made.<String>path("id"));
        assertThat(opens(second)).isEqualTo(401);
    }

    @Test
    void aTokenIsShownOnceAndKeptAsItsHash() {
        Response made = create("shown");
        String token = made.path("token");

        assertThat(made.<String>path("baseUrl")).endsWith("/scim/acme/v2");
        as().get("/api/v1/acme/scim-clients").then().statusCode(200).body(not(containsString(token)));
        assertThat(access.query("SELECT hint FROM scim_token WHERE client_id = ?::uuid", made.<String>path("id")))
                .contains("gsc_…" + token.substring(token.length() - 4));
        create("shown-2").then().statusCode(201);
        as().body("{\"name\": \"shown\"}")
                .post("/api/v1/acme/scim-clients")
                .then()
                .statusCode(409)
                .body("code", equalTo("scim_client_exists"));
    }

    @Test
    void aWrongOrderHearsWhatToWrite() {
        as().body("{\"name\": \"No Label\"}")
                .post("/api/v1/acme/scim-clients")
                .then()
                .statusCode(422)
                .body("errors[0].message", containsString("lower-case letters, digits and hyphens"));
        as().body("{\"name\": \"x\", \"expires\": \"P2Y\"}")
                .post("/api/v1/acme/scim-clients")
                .then()
                .statusCode(422)
                .body("errors[0].message", containsString("such as P90D or PT8H"));
        for (String of : List.of("tokens", "secrets")) {
            as().delete("/api/v1/acme/scim-clients/x/" + of + "/x")
                    .then()
                    .statusCode(422)
                    .body("detail", containsString("The path parameter id must be an id, such as 019a"));
        }
    }

    @Test
    void whoMayNotMakeClientsMakesNone() {
        var launcher = access.account("acme", "Launcher", "root");

        given().header("Authorization", "Bearer " + launcher.token())
                .contentType(ContentType.JSON)
                .body("{\"name\": \"mine\"}")
                .post("/api/v1/acme/scim-clients")
                .then()
                .statusCode(403);
    }

    @Test
    void bothMediaTypesAreTakenAndGiven() {
        scim.request()
                .contentType(ContentType.JSON)
                .accept("application/json")
                .body("{\"userName\": \"json\"}")
                .post(scim.url("/Users"))
                .then()
                .statusCode(201)
                .contentType(containsString("application/json"));
        scim.request()
                .contentType("text/plain")
                .body("x")
                .post(scim.url("/Users"))
                .then()
                .statusCode(415)
                .body("schemas", equalTo(List.of(ERROR)));
    }

    @Test
    void whatEndsBeforeTheDoorSpeaksScimToo() {
        scim.get("/Nothing").then().statusCode(404).body("schemas", equalTo(List.of(ERROR)));
        scim.post("/Schemas", "{}").then().statusCode(405).body("schemas", equalTo(List.of(ERROR)));
        scim.delete("/ServiceProviderConfig").then().statusCode(405);
        scim.with("{'userName':'" + "x".repeat((16 << 20) + 1) + "'}")
                .post(scim.url("/Users"))
                .then()
                .statusCode(413)
                .contentType(containsString("application/scim+json"))
                .body("schemas", equalTo(List.of(ERROR)));
    }

    @Test
    void aClientIsNobodySoThereIsNoMe() {
        List<Response> answers = List.of(
                scim.get("/Me"),
                scim.post("/Me", "{}"),
                scim.put("/Me", "{}"),
                scim.patch("/Me", ""),
                scim.delete("/Me"));

        answers.forEach(each -> each.then()
                .statusCode(501)
                .contentType(containsString("application/scim+json"))
                .body("schemas", equalTo(List.of(ERROR))));
        given().get(scim.url("/Me")).then().statusCode(401);
    }

    @Test
    void saysWhatItCanDo() {
        scim.get("/ServiceProviderConfig")
                .then()
                .statusCode(200)
                .body("patch.supported", equalTo(true))
                .body("bulk.maxOperations", equalTo(Bulk.MOST_OPERATIONS))
                .body("bulk.maxPayloadSize", equalTo(16 << 20))
                .body("filter.maxResults", equalTo(ListRequest.LARGEST_PAGE))
                .body("etag.supported", equalTo(true))
                .body("sort.supported", equalTo(true));
        scim.get("/ResourceTypes").then().body("Resources.id", equalTo(List.of("User", "Group")));
        scim.get("/ResourceTypes/User").then().body("endpoint", equalTo("/Users"));
        scim.get("/Schemas").then().body("totalResults", equalTo(3)).body("Resources.attributes", hasSize(3));
        scim.get("/Schemas/urn:ietf:params:scim:schemas:core:2.0:User")
                .then()
                .statusCode(200)
                .body("attributes.name", hasItems("userName", "emails"))
                .body("attributes.name", not(hasItems("password")));
        scim.get("/Schemas/urn:x").then().statusCode(404);
        scim.get("/Schemas", "filter", "id eq \"x\"").then().statusCode(403);
    }

    @Test
    void searchesThroughUsersAndGroupsAtOnce() {
        scim.user("ada");
        scim.group("Ops");
        scim.group("Dev");

        scim.post("/.search", "{'count':2,'startIndex':2}")
                .then()
                .statusCode(200)
                .body("totalResults", equalTo(3))
                .body("Resources.meta.resourceType", equalTo(List.of("Group", "Group")));
        scim.post("/.search", "{'filter':'userName pr'}").then().body("totalResults", equalTo(1));
        scim.post("/.search", "{'filter':'nothing pr'}").then().statusCode(400);
        scim.post("/.search", "{'filter':'('}").then().statusCode(400).body("scimType", equalTo("invalidFilter"));
    }

    private Response create(String name) {
        return as().body("{\"name\": \"" + name + "\"}").post("/api/v1/acme/scim-clients");
    }

    private RequestSpecification as() {
        return given().header("Authorization", "Bearer " + owner.token()).contentType(ContentType.JSON);
    }

    private static int opens(String token) {
        return given().header("Authorization", "Bearer " + token)
                .get("/scim/acme/v2/Users")
                .statusCode();
    }
}
