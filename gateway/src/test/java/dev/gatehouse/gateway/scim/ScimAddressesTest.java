package dev.gatehouse.gateway.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.startsWith;

import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every address in an answer begins as the configuration says, whatever the caller's request says of its host. */
@QuarkusTest
class ScimAddressesTest {
    private static final String BASE = "https://gatehouse.test/scim/acme/v2";

    @Inject
    TestAccess access;

    private ScimCalls scim;
    private String ada;

    @BeforeEach
    void openDoor() {
        scim = ScimCalls.newClient(access, "acme");
        ada = scim.user("ada");
    }

    private RequestSpecification lying(String body) {
        return scim.with(body)
                .header("Host", "evil.example")
                .header("X-Forwarded-Host", "evil.example")
                .header("X-Forwarded-Proto", "gopher")
                .header("Forwarded", "host=evil.example");
    }

    @Test
    void aNewResourceIsAtTheConfiguredAddress() {
        var made = lying("{'userName':'bob'}").post(scim.url("/Users"));

        made.then()
                .statusCode(201)
                .header("Location", equalTo(BASE + "/Users/" + made.path("id")))
                .body("meta.location", equalTo(BASE + "/Users/" + made.path("id")));
    }

    @Test
    void soAreMembersAndTheGroupsOfAUser() {
        String group = ScimCalls.made(lying("{'displayName':'Ops','members':[{'value':'" + ada + "'}]}")
                .post(scim.url("/Groups")));

        lying("")
                .get(scim.url("/Groups/" + group))
                .then()
                .body("members[0].$ref", equalTo(BASE + "/Users/" + ada))
                .body("meta.location", equalTo(BASE + "/Groups/" + group));
        lying("").get(scim.url("/Users/" + ada)).then().body("groups[0].$ref", equalTo(BASE + "/Groups/" + group));
    }

    @Test
    void soIsWhatListsBulkAndTheDoorsDescriptionName() {
        lying("").get(scim.url("/Users")).then().body("Resources[0].meta.location", equalTo(BASE + "/Users/" + ada));
        lying("{'Operations':[{'method':'POST','path':'/Users','bulkId':'1','data':{'userName':'eve'}}]}")
                .post(scim.url("/Bulk"))
                .then()
                .body("Operations[0].location", startsWith(BASE + "/Users/"));
        lying("").get(scim.url("/Schemas")).then().body("Resources.meta.location", everyItem(startsWith(BASE + "/")));
    }

    @Test
    void findsByTheAddressThatItShowsAndByNoOther() {
        assertThat(found(BASE + "/Users/" + ada)).isEqualTo(1);
        assertThat(found("http://evil.example/scim/acme/v2/Users/" + ada)).isZero();
    }

    private int found(String location) {
        return lying("")
                .queryParam("filter", "meta.location eq \"" + location + "\"")
                .get(scim.url("/Users"))
                .path("totalResults");
    }
}
