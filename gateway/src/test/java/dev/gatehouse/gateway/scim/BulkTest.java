package dev.gatehouse.gateway.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bulk requests over HTTP. */
@QuarkusTest
class BulkTest {
    private static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    @Inject
    TestAccess access;

    private ScimCalls scim;

    @BeforeEach
    void openDoor() {
        scim = ScimCalls.newClient(access, "acme");
    }

    @Test
    void anOperationMayNameWhatALaterOneMakes() {
        Response done = bulk(
                "{'method':'POST','path':'/Groups','bulkId':'g','data':{'displayName':'Ops','members':[{'value':'bulkId:u'}]}},"
                        + "{'method':'POST','path':'/Users','bulkId':'u','data':{'userName':'ada'}},"
                        + "{'method':'PATCH','path':'/Users/bulkId:u','data':{'Operations':[{'op':'add','path':'title','value':'Dr'}]}}");

        done.then()
                .statusCode(200)
                .body("Operations.status", equalTo(List.of("201", "201", "200")))
                .body("Operations[0].bulkId", equalTo("g"));
        scim.get("/Groups").then().body("Resources[0].members", hasSize(1));
        scim.get("/Users").then().body("Resources[0].title", equalTo("Dr"));
    }

    @Test
    void usersWhoNameEachOtherInACircleAreMade() {
        bulk("{'method':'POST','path':'/Users','bulkId':'a','data':{'userName':'a','" + ENTERPRISE
                        + "':{'manager':{'value':'bulkId:b'}}}},{'method':'POST','path':'/Users','bulkId':'b','data':{'userName':'b','"
                        + ENTERPRISE + "':{'manager':{'value':'bulkId:a'}}}}")
                .then()
                .body("Operations.status", equalTo(List.of("201", "201")));

        var users = scim.get("/Users", "sortBy", "userName").jsonPath().getList("Resources");
        String first = scim.get("/Users", "filter", "userName eq \"a\"").path("Resources[0].id");
        assertThat(users).hasSize(2);
        scim.get("/Users", "filter", ENTERPRISE + ":manager.value eq \"" + first + "\"")
                .then()
                .body("Resources.userName", equalTo(List.of("b")));
    }

    @Test
    void whatNamesAFailedOrUnknownOneFails() {
        scim.user("taken");

        bulk("{'method':'POST','path':'/Users','bulkId':'u','data':{'userName':'Taken'}},"
                        + "{'method':'POST','path':'/Groups','bulkId':'g','data':{'displayName':'Ops','members':[{'value':'bulkId:u'}]}},"
                        + "{'method':'DELETE','path':'/Users/bulkId:never'},"
                        + "{'method':'POST','path':'/Nothing','bulkId':'n','data':{}},"
                        + "{'method':'MOVE','path':'/Users/1'}")
                .then()
                .statusCode(200)
                .body("Operations.status", equalTo(List.of("409", "409", "409", "404", "400")))
                .body("Operations[0].response.scimType", equalTo("uniqueness"));
        scim.get("/Groups").then().body("totalResults", equalTo(0));
    }

    @Test
    void whatSaysNeitherWhatNorWhereIsRefusedAndAPathIsTakenAsItIs() {
        String ada = scim.user("ada");

        bulk("7,{},null,{'method':'DELETE'},{'method':'DELETE','path':7},{'method':'DELETE','path':'Users/" + ada
                        + "'},"
                        + "{'method':'POST','path':'/Users/../Groups','data':{'displayName':'Ops','userName':'ops'}},"
                        + "{'method':'DELETE','path':'/Groups/../Users/" + ada + "'},"
                        + "{'method':'DELETE','path':'/Users'},"
                        + "{'method':'POST','path':'/Users/" + ada + "','data':{'userName':'bob'}}")
                .then()
                .statusCode(200)
                .body(
                        "Operations.status",
                        equalTo(List.of("400", "400", "400", "400", "400", "400", "404", "404", "405", "405")))
                .body("Operations[0].response.scimType", equalTo("invalidSyntax"));
        scim.get("/Users").then().body("Resources.userName", equalTo(List.of("ada")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"'x'", "'1'", "-1", "1.5", "{}", "99999999999"})
    void doesNothingWhereNobodyKnowsWhenToStop(String failOnErrors) {
        scim.post(
                        "/Bulk",
                        "{'failOnErrors':" + failOnErrors
                                + ",'Operations':[{'method':'POST','path':'/Users','bulkId':'u','data':{'userName':'never'}}]}")
                .then()
                .statusCode(400)
                .body("scimType", equalTo("invalidValue"));
        scim.get("/Users").then().body("totalResults", equalTo(0));
    }

    @Test
    void stopsAfterAsManyErrorsAsItMay() {
        scim.post(
                        "/Bulk",
                        "{'failOnErrors':1,'Operations':[{'method':'DELETE','path':'/Users/1'},"
                                + "{'method':'POST','path':'/Users','bulkId':'u','data':{'userName':'never'}}]}")
                .then()
                .statusCode(200)
                .body("Operations", hasSize(1));
        scim.get("/Users").then().body("totalResults", equalTo(0));
    }

    @Test
    void refusesMoreThanItSaysAndWhatIsNoBulk() {
        var many = "{'method':'DELETE','path':'/Users/1'},".repeat(Bulk.MOST_OPERATIONS);

        bulk(many + "{'method':'DELETE','path':'/Users/1'}")
                .then()
                .statusCode(413)
                .body("status", equalTo("413"));
        scim.post("/Bulk", "{}").then().statusCode(400).body("scimType", equalTo("invalidSyntax"));
        bulk("{'method':'POST','path':'/Users','bulkId':'u','data':{}},{'method':'POST','path':'/Users','bulkId':'u','data':{}}")
                .then()
                .statusCode(400);
    }

    @Test
    void aChainOfAThousandNamesIsNoProblem() {
        var chain = new StringBuilder();
        for (int i = 0; i < Bulk.MOST_OPERATIONS; i++) {
            chain.append(chain.isEmpty() ? "" : ",")
                    .append("{'method':'POST','path':'/Nothing','bulkId':'")
                    .append(i)
                    .append("','data':{'userName':'bulkId:")
                    .append((i + 1) % Bulk.MOST_OPERATIONS)
                    .append("'}}");
        }

        bulk(chain.toString()).then().statusCode(200).body("Operations", hasSize(Bulk.MOST_OPERATIONS));
    }

    private Response bulk(String operations) {
        return scim.post(
                "/Bulk",
                "{'schemas':['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],'Operations':[" + operations + "]}");
    }
}
