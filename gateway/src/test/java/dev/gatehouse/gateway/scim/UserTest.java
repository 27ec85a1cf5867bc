package dev.gatehouse.gateway.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users over HTTP, and what becomes of their subjects. */
@QuarkusTest
class UserTest {
    private static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    private static final String ADA = "{'schemas':['urn:ietf:params:scim:schemas:core:2.0:User'],'userName':'Ada',"
            + "'externalId':'e-1','displayName':'Ada L','name':{'givenName':'Ada','familyName':'Lovelace'},"
            + "'emails':[{'value':'Ada@x.org','type':'work','primary':true},{'value':'ada@home.org','type':'home'}],"
            + "'active':true,'" + ENTERPRISE + "':{'department':'Engines','manager':{'value':'42'}}}";

    @Inject
    TestAccess access;

    private ScimCalls scim;

    @BeforeEach
    void openDoor() {
        scim = ScimCalls.newClient(access, "acme");
    }

    @Test
    void aNewUserIsAnActiveSubjectOfTheSameId() {
        var made = scim.post("/Users", ADA);

        made.then()
                .statusCode(201)
                .contentType(containsString("application/scim+json"))
                .header("Location", endsWith("/scim/acme/v2/Users/" + made.path("id")))
                .header("ETag", "W/\"1\"")
                .body("userName", equalTo("Ada"))
                .body("schemas", hasItem(ENTERPRISE))
                .body("emails", hasSize(2))
                .body("meta.resourceType", equalTo("User"))
                .body("meta.version", equalTo("W/\"1\""));
        assertThat(subject(made.path("id"))).isEqualTo("user true 1");
        scim.get("/Users/" + made.path("id")).then().statusCode(200).body("", equalTo(made.path("")));
    }

    @Test
    void aUserWhoIsMadeInactiveHasNoAccess() {
        assertThat(subject(ScimCalls.made(scim.post("/Users", "{'userName':'bob','active':'False'}"))))
                .isEqualTo("user false 1");
    }

    @Test
    void noTwoUsersHaveOneNameInAnyCase() {
        String bob = scim.user("bob");
        scim.user("eve");

        scim.post("/Users", "{'userName':'BOB'}")
                .then()
                .statusCode(409)
                .body("scimType", equalTo("uniqueness"))
                .body("status", equalTo("409"))
                .body("schemas", equalTo(List.of("urn:ietf:params:scim:api:messages:2.0:Error")));
        scim.patch("/Users/" + bob, "{'op':'replace','path':'userName','value':'Eve'}")
                .then()
                .statusCode(409);
        scim.put("/Users/" + bob, "{'userName':'Eve'}").then().statusCode(409);
        scim.patch("/Users/" + bob, "{'op':'replace','path':'userName','value':'Bob'}")
                .then()
                .statusCode(200)
                .body("userName", equalTo("Bob"));
    }

    @Test
    void deactivationEndsAccessAndReactivationKeepsTheId() {
        String id = scim.user("bob");

        scim.patch("/Users/" + id, "{'op':'Replace','path':'active','value':'False'}")
                .then()
                .statusCode(200)
                .body("active", equalTo(false));
        assertThat(subject(id)).isEqualTo("user false 2");
        scim.get("/Users/" + id).then().statusCode(200);

        scim.patch("/Users/" + id, "{'op':'replace','value':{'active':true}}")
                .then()
                .statusCode(200)
                .body("active", equalTo(true));
        assertThat(subject(id)).isEqualTo("user true 2");
        assertThat(scalar("SELECT version FROM subject WHERE id = ?::uuid", id)).isEqualTo("3");
    }

    @Test
    void whatDoesNotTouchAccessLeavesTheSubjectAsItIs() {
        String id = scim.user("bob");

        scim.patch("/Users/" + id, "{'op':'add','path':'title','value':'Dr'}")
                .then()
                .statusCode(200);

        assertThat(subject(id)).isEqualTo("user true 1");
        assertThat(scalar("SELECT version FROM subject WHERE id = ?::uuid", id)).isEqualTo("1");
    }

    @Test
    void putReplacesAllButAccessThatItDoesNotSpeakOf() {
        String id = ScimCalls.made(scim.post("/Users", ADA));
        scim.patch("/Users/" + id, "{'op':'replace','path':'active','value':false}")
                .then()
                .statusCode(200);

        scim.put("/Users/" + id, "{'userName':'ada','emails':[]}")
                .then()
                .statusCode(200)
                .body("userName", equalTo("ada"))
                .body("active", equalTo(false))
                .body("displayName", nullValue())
                .body("emails", nullValue())
                .body("'" + ENTERPRISE + "'", nullValue());
        // Once for active, once for the externalId that is gone: tokens mean this user no more.
        assertThat(subject(id)).isEqualTo("user false 3");
    }

    @Test
    void removingActiveEndsAccess() {
        String id = scim.user("bob");

        scim.patch("/Users/" + id, "{'op':'remove','path':'active'}")
                .then()
                .statusCode(200)
                .body("active", nullValue());

        assertThat(subject(id)).isEqualTo("user false 2");
        scim.get("/Users/" + id).then().statusCode(200).body("active", nullValue());
    }

    @Test
    void aDeletedUserIsGoneAndItsSubjectIsNeverUsedAgain() {
        String id = scim.user("bob");
        String group = scim.group("ops", id);

        scim.delete("/Users/" + id).then().statusCode(204);

        assertThat(subject(id)).isEqualTo("user false 2");
        scim.get("/Users/" + id).then().statusCode(404).body("status", equalTo("404"));
        scim.delete("/Users/" + id).then().statusCode(404);
        scim.patch("/Users/" + id, "{'op':'replace','path':'active','value':true}")
                .then()
                .statusCode(404);
        scim.get("/Groups/" + group).then().body("members", nullValue()).body("meta.version", equalTo("W/\"2\""));
        assertThat(scim.user("bob")).isNotEqualTo(id);
        assertThat(subject(id)).isEqualTo("user false 2");
    }

    @Test
    void ofTwoClientsNeitherSeesTheOthersUsers() {
        var other = ScimCalls.newClient(access, "acme");
        String id = scim.user("bob");
        String group = scim.group("ops", id);

        assertThat(other.user("bob")).isNotEqualTo(id);
        other.get("/Users/" + id).then().statusCode(404);
        other.put("/Users/" + id, "{'userName':'x'}").then().statusCode(404);
        other.delete("/Users/" + id).then().statusCode(404);
        other.get("/Groups/" + group).then().statusCode(404);
        other.delete("/Groups/" + group).then().statusCode(404);
        other.get("/Users").then().body("totalResults", equalTo(1));
        other.post("/Groups", "{'displayName':'theirs','members':[{'value':'" + id + "'}]}")
                .then()
                .statusCode(400)
                .body("scimType", equalTo("invalidValue"));
        assertThat(subject(id)).isEqualTo("user true 1");
    }

    @Test
    void aVersionThatIsNotThereAnyMoreIsNotChanged() {
        String id = scim.user("bob");
        String url = scim.url("/Users/" + id);

        scim.with("{'userName':'bob','title':'Dr'}")
                .header("If-Match", "W/\"1\"")
                .put(url)
                .then()
                .statusCode(200);
        scim.with("{'userName':'bob'}")
                .header("If-Match", "W/\"1\"")
                .put(url)
                .then()
                .statusCode(412)
                .body("status", equalTo("412"));
        scim.request().header("If-Match", "W/\"1\"").delete(url).then().statusCode(412);
        scim.request().header("If-None-Match", "W/\"2\"").get(url).then().statusCode(304);
        scim.request().header("If-None-Match", "W/\"1\"").get(url).then().statusCode(200);
        scim.request().header("If-Match", "*").delete(url).then().statusCode(204);
    }

    @Test
    void anAnswerShowsWhatIsAskedFor() {
        String id = ScimCalls.made(scim.post("/Users", ADA));

        assertThat(scim.get("/Users/" + id, "attributes", "userName,name.givenName")
                        .asString())
                .contains("\"id\"", "\"schemas\"", "\"userName\"", "\"name\":{\"givenName\":\"Ada\"}")
                .doesNotContain("familyName", "emails", "meta");
        assertThat(scim.get("/Users/" + id, "attributes", "nothing").asString())
                .contains("\"id\"")
                .doesNotContain("userName");
        assertThat(scim.get("/Users/" + id, "excludedAttributes", "emails, id, name.givenName, " + ENTERPRISE)
                        .asString())
                .contains("\"id\"", "userName", "familyName", "meta")
                .doesNotContain("emails", "givenName", "department");
    }

    @Test
    void listsArePagedAndOrdered() {
        for (String name : List.of("u3", "U1", "u2", "u4", "u5")) {
            scim.post("/Users", "{'userName':'" + name + "','title':'" + (name.equals("u3") ? "" : name) + "'}")
                    .then()
                    .statusCode(201);
        }

        scim.get("/Users", "startIndex", "2", "count", "2", "sortBy", "userName")
                .then()
                .statusCode(200)
                .body("totalResults", equalTo(5))
                .body("startIndex", equalTo(2))
                .body("itemsPerPage", equalTo(2))
                .body("Resources.userName", equalTo(List.of("u2", "u3")));
        scim.get("/Users", "sortBy", "userName", "sortOrder", "descending", "count", "1")
                .then()
                .body("Resources.userName", equalTo(List.of("u5")));
        scim.get("/Users", "count", "0").then().body("totalResults", equalTo(5)).body("Resources", hasSize(0));
        scim.get("/Users", "startIndex", "-3", "count", "-1")
                .then()
                .statusCode(200)
                .body("startIndex", equalTo(1));
        scim.get("/Users", "startIndex", "99")
                .then()
                .body("totalResults", equalTo(5))
                .body("Resources", hasSize(0));
        scim.post(
                        "/Users/.search",
                        "{'filter':'userName sw \\\"u\\\"','count':2,'sortBy':'title','attributes':['userName']}")
                .then()
                .statusCode(200)
                .body("Resources", hasSize(2));
        scim.get("/Users", "count", "many").then().statusCode(400).body("scimType", equalTo("invalidValue"));
        scim.get("/Users", "sortBy", "password").then().statusCode(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "7",
                "{",
                "{'userName':'a'} x",
                "{'userName':'a','userName':'b'}",
                "{}",
                "{'userName':''}",
                "{'userName':null}",
                "{'userName':{'a':1}}",
                "{'userName':'a\\u0000b'}",
                "{'userName':'a\\ud800b'}",
                "{'userName':'a','active':'maybe'}",
                "{'userName':'a','name':'Ada'}",
                "{'userName':'a','emails':[{'primary':true,'value':'x'},{'primary':true,'value':'y'}]}",
                "{'userName':'a','externalId':[1]}",
            })
    void refusesABodyThatIsNoUser(String body) {
        scim.post("/Users", body).then().statusCode(400).body("status", equalTo("400"));
        scim.get("/Users").then().body("totalResults", equalTo(0));
    }

    @Test
    void refusesWhatWouldNotFitIntoAnIndex() {
        scim.post("/Users", "{'userName':'" + "é".repeat(513) + "'}").then().statusCode(400);
        scim.post("/Users", "{'userName':'" + "é".repeat(512) + "'}").then().statusCode(201);
        scim.post("/Users", "{'userName':'n','title':" + "[".repeat(5_000) + "}")
                .then()
                .statusCode(400);
    }

    @Test
    void whatIsNoIdIsTheIdOfNothing() {
        scim.get("/Users/42").then().statusCode(404).body("detail", containsString("42"));
        scim.get("/Users/" + UUID.randomUUID()).then().statusCode(404);
    }

    @Test
    void eachChangeIsAnEvent() {
        String id = scim.user("bob");
        scim.patch("/Users/" + id, "{'op':'replace','path':'active','value':false}");
        scim.delete("/Users/" + id);

        assertThat(scalar(
                        "SELECT count(*) FROM event WHERE tenant = 'acme' AND code = 'user.changed'"
                                + " AND convert_from(leaf, 'UTF8') LIKE '%user/' || ? || '@%'",
                        id))
                .isEqualTo("3");
    }

    private String subject(String id) {
        return scalar("SELECT kind || ' ' || active || ' ' || epoch FROM subject WHERE id = ?::uuid", id);
    }

    private String scalar(String sql, Object... arguments) {
        return access.query(sql, arguments).orElseThrow();
    }
}
