package dev.gatehouse.gateway.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.emptyOrNullString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The cases of Entra ID's validator that are about SCIM, written from their descriptions; a test has the cases' names in
 * its comment. (The two about how the token is got, Validate_Credentials and Federated_Identity, are not of this door.)
 */
@QuarkusTest
class EntraCasesTest {
    private static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    private static final String MANAGER = ENTERPRISE + ":manager";
    private static final String USER = """
            {'schemas':['urn:ietf:params:scim:schemas:core:2.0:User','%s'],'externalId':'0a21f0f2-8d2a','userName':'%s',
             'active':true,'displayName':'B Test','title':'Engineer','emails':[{'primary':true,'type':'work','value':'b@x.org'}],
             'meta':{'resourceType':'User'},'name':{'formatted':'gn fn','familyName':'fn','givenName':'gn'},
             'roles':[{'primary':'True','display':'D','value':'v','type':'t'}],
             '%s':{'employeeNumber':'12','department':'Sales','manager':'%s'}}""";

    @Inject
    TestAccess access;

    private ScimCalls scim;

    @BeforeEach
    void openDoor() {
        scim = ScimCalls.newClient(access, "acme");
    }

    /** Create_User, SCIM_User_Create, POD_User. */
    @Test
    void aUserIsFoundBeforeAndAfterItIsMade() {
        scim.get("/Users", "filter", "userName eq \"b@x.org\"")
                .then()
                .statusCode(200)
                .body("totalResults", equalTo(0));
        String id = user("b@x.org");

        scim.get("/Users", "filter", "userName eq \"B@X.ORG\"").then().body("Resources[0].id", equalTo(id));
        scim.get("/Users", "filter", "externalId eq \"0a21f0f2-8d2a\"").then().body("totalResults", equalTo(1));
        scim.get("/Users", "filter", "emails[type eq \"work\"].value eq \"b@x.org\"")
                .then()
                .body("totalResults", equalTo(1))
                .body("Resources[0].roles[0].primary", equalTo(true))
                .body("Resources[0].'" + ENTERPRISE + "'.department", equalTo("Sales"));
        scim.post("/Users", USER.formatted(ENTERPRISE, "B@x.org", ENTERPRISE, ""))
                .then()
                .statusCode(409);
    }

    /** Update_User, SCIM_User_Update, preview: several operations on different and on one attribute. */
    @Test
    void aUserIsUpdatedAsEntraWritesIt() {
        String id = user("b@x.org");

        scim.patch(
                        "/Users/" + id,
                        "{'op':'Replace','path':'displayName','value':'New'},"
                                + "{'op':'Add','path':'name.honorificPrefix','value':'Dr'},"
                                + "{'op':'Replace','path':'emails[type eq \\u0022work\\u0022].value','value':'n@x.org'},"
                                + "{'op':'Add','path':'phoneNumbers[type eq \\u0022mobile\\u0022].value','value':'555'},"
                                + "{'op':'Add','path':'addresses[type eq \\u0022work\\u0022].country','value':'BG'},"
                                + "{'op':'Replace','path':'title','value':'a'},{'op':'Replace','path':'title','value':'b'},"
                                + "{'op':'Replace','path':'userName','value':'n@x.org'}")
                .then()
                .statusCode(200)
                .body("displayName", equalTo("New"))
                .body("name.honorificPrefix", equalTo("Dr"))
                .body("emails.value", equalTo(List.of("n@x.org")))
                .body("phoneNumbers[0].type", equalTo("mobile"))
                .body("addresses[0].country", equalTo("BG"))
                .body("title", equalTo("b"))
                .body("userName", equalTo("n@x.org"));
    }

    /** Update_User with the flag aadOptscim062020: one value without a path. */
    @Test
    void aUserIsUpdatedAsFlaggedEntraWritesIt() {
        String id = user("b@x.org");

        scim.patch(
                        "/Users/" + id,
                        "{'op':'replace','value':{'displayName':'New','name.givenName':'G','active':false,'"
                                + ENTERPRISE
                                + ":employeeNumber':'13','emails[type eq \\u0022work\\u0022].value':'n@x.org'}}")
                .then()
                .statusCode(200)
                .body("name.givenName", equalTo("G"))
                .body("name.familyName", equalTo("fn"))
                .body("active", equalTo(false))
                .body("'" + ENTERPRISE + "'.employeeNumber", equalTo("13"))
                .body("emails.value", equalTo(List.of("n@x.org")));
    }

    /** Disable_User, Restore_User. */
    @Test
    void aUserIsDisabledAndRestored() {
        String id = user("b@x.org");

        scim.patch("/Users/" + id, "{'op':'Replace','path':'active','value':'False'}")
                .then()
                .body("active", equalTo(false));
        scim.get("/Users/" + id).then().statusCode(200);
        scim.patch("/Users/" + id, "{'op':'Replace','path':'active','value':'True'}")
                .then()
                .body("active", equalTo(true))
                .body("id", equalTo(id));
    }

    /** Delete_User, preview: delete what does not exist, and delete twice. */
    @Test
    void aUserIsDeletedOnce() {
        String id = user("b@x.org");

        scim.delete("/Users/" + id).then().statusCode(204);
        scim.delete("/Users/" + id).then().statusCode(404);
        scim.delete("/Users/" + UUID.randomUUID()).then().statusCode(404);
        scim.get("/Users", "filter", "userName eq \"b@x.org\"").then().body("totalResults", equalTo(0));
    }

    /** User_Update_Manager, SCIM_Update_Manager: add, replace, replace with empty. */
    @Test
    void aManagerIsSetReplacedAndCleared() {
        String id = user("b@x.org");
        String path = "'" + ENTERPRISE + "'.manager.value";

        scim.patch("/Users/" + id, "{'op':'Add','path':'" + MANAGER + "','value':'1'}")
                .then()
                .body(path, equalTo("1"));
        scim.patch("/Users/" + id, "{'op':'Replace','path':'" + MANAGER + "','value':[{'$ref':null,'value':'3'}]}")
                .then()
                .body(path, equalTo("3"));
        scim.patch(
                        "/Users/" + id,
                        "{'op':'Replace','path':'" + MANAGER + "','value':{'$ref':'../Users/2','value':'2'}}")
                .then()
                .body(path, equalTo("2"));
        scim.patch("/Users/" + id, "{'op':'Replace','path':'" + MANAGER + "','value':''}")
                .then()
                .statusCode(200)
                .body(path, nullValue());
        scim.patch("/Users/" + id, "{'op':'Remove','path':'" + MANAGER + "'}")
                .then()
                .statusCode(200);
    }

    /** SCIM_Null_Update. */
    @Test
    void anAttributeSetToNothingReadsBackAsNothing() {
        String id = user("b@x.org");

        scim.patch("/Users/" + id, "{'op':'Replace','path':'title','value':''}")
                .then()
                .statusCode(200)
                .body("title", emptyOrNullString());
        scim.patch("/Users/" + id, "{'op':'Replace','path':'title','value':null}")
                .then()
                .statusCode(200)
                .body("title", nullValue());
    }

    /** SCIM_User_Pagination, SCIM_Group_Pagination. */
    @Test
    void listsArePagedByFive() {
        for (int i = 0; i < 11; i++) {
            scim.user("u" + i);
            scim.group("g" + i);
        }
        for (String type : List.of("/Users", "/Groups")) {
            List<String> seen = new ArrayList<>();
            for (int start : new int[] {1, 6, 11}) {
                var page = scim.get(type, "count", "5", "startIndex", Integer.toString(start));
                page.then().body("startIndex", equalTo(start)).body("totalResults", equalTo(11));
                seen.addAll(page.jsonPath().getList("Resources.id", String.class));
            }
            assertThat(seen).hasSize(11).doesNotHaveDuplicates();
        }
    }

    /** Create_Group, SCIM_Group_Create, POD_Group, Update_Group, SCIM_Group_Update. */
    @Test
    void aGroupIsMadeFoundAndUpdated() {
        String id = group("Dev");

        scim.get("/Groups/" + id, "excludedAttributes", "members")
                .then()
                .statusCode(200)
                .body("members", nullValue());
        scim.get("/Groups", "filter", "displayName eq \"dEV\"", "excludedAttributes", "members")
                .then()
                .body("Resources[0].id", equalTo(id));
        scim.get("/Groups", "filter", "displayName eq \"none\"")
                .then()
                .statusCode(200)
                .body("totalResults", equalTo(0));
        scim.patch("/Groups/" + id, "{'op':'Replace','path':'displayName','value':'Dev 2'}")
                .then()
                .statusCode(200);
        scim.patch("/Groups/" + id, "{'op':'Replace','path':'externalId','value':'e-2'}")
                .then()
                .body("displayName", equalTo("Dev 2"))
                .body("externalId", equalTo("e-2"));
        scim.post("/Groups", "{'displayName':'dev 2'}").then().statusCode(409);
    }

    /** Group_Add_Member, Group_Remove_Member, several members in one operation. */
    @Test
    void membersComeAndGo() {
        String group = group("Dev");
        String ada = user("ada");
        String bob = user("bob");

        scim.patch(
                        "/Groups/" + group,
                        "{'op':'Add','path':'members','value':[{'$ref':null,'value':'" + ada + "'},{'value':'" + bob
                                + "'}]}")
                .then()
                .statusCode(200)
                .body("members", hasSize(2));
        scim.patch("/Groups/" + group, "{'op':'Remove','path':'members','value':[{'$ref':null,'value':'" + ada + "'}]}")
                .then()
                .body("members.value", equalTo(List.of(bob)));
        scim.patch("/Groups/" + group, "{'op':'remove','path':'members[value eq \\u0022" + bob + "\\u0022]'}")
                .then()
                .body("members", nullValue());
    }

    /** Delete_Group, Restore_Group, preview: delete what does not exist, and delete twice. */
    @Test
    void aGroupIsDeletedOnceAndMadeAgain() {
        String group = group("Dev");

        scim.delete("/Groups/" + group).then().statusCode(204);
        scim.delete("/Groups/" + group).then().statusCode(404);
        assertThat(group("Dev")).isNotEqualTo(group);
    }

    /** Schema_Discoverability. */
    @Test
    void everyMappedAttributeIsInTheSchemas() {
        scim.get("/Schemas")
                .then()
                .statusCode(200)
                .body(
                        "Resources.attributes.flatten().name",
                        hasItems(
                                "userName",
                                "active",
                                "displayName",
                                "title",
                                "emails",
                                "preferredLanguage",
                                "name",
                                "addresses",
                                "phoneNumbers",
                                "employeeNumber",
                                "department",
                                "manager",
                                "members"));
    }

    /** The connection test asks for somebody random; some requests have no operations. */
    @Test
    void requestsAboutNobodyAreNoFaults() {
        scim.get("/Users", "filter", "userName eq \"" + UUID.randomUUID() + "\"")
                .then()
                .statusCode(200);
        scim.patch("/Users/" + user("b@x.org"), "").then().statusCode(200);
    }

    private String user(String userName) {
        return ScimCalls.made(scim.post("/Users", USER.formatted(ENTERPRISE, userName, ENTERPRISE, "77")));
    }

    private String group(String name) {
        return ScimCalls.made(scim.post(
                "/Groups",
                "{'schemas':['urn:ietf:params:scim:schemas:core:2.0:Group',"
                        + "'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],'displayName':'"
                        + name + "','meta':{'resourceType':'Group'}}"));
    }
}
