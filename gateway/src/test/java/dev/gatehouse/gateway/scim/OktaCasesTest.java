package dev.gatehouse.gateway.scim;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.emptyOrNullString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The twelve requests of Okta's SPEC suite, and what it says of them; then what its provisioning does. */
@QuarkusTest
class OktaCasesTest {
    private static final String ERROR = "urn:ietf:params:scim:api:messages:2.0:Error";
    private static final String BODY = """
            {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "Runscope300@atko.com",
             "name": {"givenName": "Runscope", "familyName": "Okta"},
             "emails": [{"primary": true, "value": "runscope300@atko.com", "type": "work"}],
             "displayName": "Runscope Okta", "locale": "en-US", "groups": [], "password": "1mz050nq", "active": true}""";

    @Inject
    TestAccess access;

    private ScimCalls scim;

    @BeforeEach
    void seed() {
        scim = ScimCalls.newClient(access, "acme");
        create(BODY.replace("unscope300", "eeded")).then().statusCode(201);
    }

    @Test
    void theFirstUserIsWhole() {
        scim.get("/Users", "count", "1", "startIndex", "1")
                .then()
                .statusCode(200)
                .body("schemas", hasItem("urn:ietf:params:scim:api:messages:2.0:ListResponse"))
                .body("itemsPerPage", instanceOf(Integer.class))
                .body("startIndex", instanceOf(Integer.class))
                .body("totalResults", instanceOf(Integer.class))
                .body("Resources[0].id", not(emptyOrNullString()))
                .body("Resources[0].name.familyName", not(emptyOrNullString()))
                .body("Resources[0].name.givenName", not(emptyOrNullString()))
                .body("Resources[0].userName", not(emptyOrNullString()))
                .body("Resources[0].active", equalTo(true))
                .body("Resources[0].emails[0].value", not(emptyOrNullString()));
        String id = scim.get("/Users", "count", "1").path("Resources[0].id");
        scim.get("/Users/" + id).then().statusCode(200).body("id", equalTo(id)).body("active", equalTo(true));
    }

    @Test
    void whoIsNotThereIsAnEmptyListOrA404() {
        scim.get("/Users", "filter", "userName eq \"nobody@atko.com\"")
                .then()
                .statusCode(200)
                .body("totalResults", equalTo(0));
        scim.get("/Users", "filter", "userName eq \"abcdefgh@atko.com\"")
                .then()
                .statusCode(200)
                .body("totalResults", equalTo(0));
        for (String id : new String[] {"010101001010101011001010101011", "9999"}) {
            scim.get("/Users/" + id)
                    .then()
                    .statusCode(404)
                    .body("schemas", hasItem(ERROR))
                    .body("detail", not(emptyOrNullString()))
                    .body("status", equalTo("404"));
        }
    }

    @Test
    void aUserIsMadeOnceWithPlainJson() {
        Response made = create(BODY);

        made.then()
                .statusCode(201)
                .body("active", equalTo(true))
                .body("id", not(emptyOrNullString()))
                .body("name.familyName", equalTo("Okta"))
                .body("userName", equalTo("Runscope300@atko.com"));
        scim.get("/Users/" + made.path("id")).then().statusCode(200).body("userName", equalTo("Runscope300@atko.com"));
        create(BODY).then().statusCode(409).body("schemas", hasItem(ERROR));
        scim.get("/Users", "filter", "userName eq \"RUNSCOPE300@ATKO.COM\"")
                .then()
                .statusCode(200);
        assertThat(scim.get("/Users/" + made.path("id")).asString()).doesNotContain("1mz050nq", "password");
    }

    @Test
    void groupsAnswerAtOnce() {
        scim.get("/Groups").then().statusCode(200);
        scim.get("/Groups").then().statusCode(200).time(lessThan(5_000L));
    }

    @Test
    void aBadTokenIsA401InTheFormOfScim() {
        given().header("Authorization", "Bearer bad")
                .get(scim.url("/Users"))
                .then()
                .statusCode(401)
                .body("schemas", hasItem(ERROR))
                .body("status", equalTo("401"));
    }

    @Test
    void unassigningDeactivatesAndReassigningIsTheSameUser() {
        String id = create(BODY).path("id");

        put(id, BODY.replace("\"active\": true", "\"active\": false"))
                .then()
                .statusCode(200)
                .body("active", equalTo(false));
        scim.get("/Users", "filter", "userName eq \"runscope300@atko.com\"")
                .then()
                .body("Resources[0].id", equalTo(id))
                .body("Resources[0].active", equalTo(false));
        put(id, BODY.replace("Okta", "Renamed"))
                .then()
                .body("active", equalTo(true))
                .body("id", equalTo(id));
        scim.patch("/Users/" + id, "{'op':'replace','value':{'active':false}}")
                .then()
                .body("active", equalTo(false));
    }

    @Test
    void aGroupIsPushedRenamedAndOverwritten() {
        String ada = create(BODY).path("id");
        String group = scim.group("Pushed");

        scim.patch(
                        "/Groups/" + group,
                        "{'op':'replace','value':{'id':'" + group + "','displayName':'Renamed'}},"
                                + "{'op':'replace','path':'members','value':[{'value':'" + ada + "','display':'Ada'}]}")
                .then()
                .statusCode(200)
                .body("displayName", equalTo("Renamed"))
                .body("members[0].value", equalTo(ada));
        scim.put("/Groups/" + group, "{'id':'" + group + "','displayName':'Renamed','members':[]}")
                .then()
                .statusCode(200);
        scim.delete("/Groups/" + group).then().statusCode(204);
    }

    private Response create(String body) {
        return scim.request().contentType(ContentType.JSON).body(body).post(scim.url("/Users"));
    }

    private Response put(String id, String body) {
        return scim.request().contentType(ContentType.JSON).body(body).put(scim.url("/Users/" + id));
    }
}
