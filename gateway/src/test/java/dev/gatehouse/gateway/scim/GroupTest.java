package dev.gatehouse.gateway.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups over HTTP, and what their members' access becomes. */
@QuarkusTest
class GroupTest {
    private static final int MANY = 50_000;

    @Inject
    TestAccess access;

    private ScimCalls scim;

    @BeforeEach
    void openDoor() {
        scim = ScimCalls.newClient(access, "acme");
    }

    @Test
    void aGroupShowsItsMembersAndMembersShowTheirGroup() {
        String ada = scim.user("ada");
        String group = scim.group("Ops", ada);

        scim.get("/Groups/" + group)
                .then()
                .statusCode(200)
                .body("displayName", equalTo("Ops"))
                .body("members.value", equalTo(List.of(ada)))
                .body("members[0].display", nullValue())
                .body("members.type", equalTo(List.of("User")));
        scim.get("/Groups/" + group, "attributes", "members.display")
                .then()
                .body("members", equalTo(List.of(Map.of("display", "ada"))));
        scim.get("/Users/" + ada)
                .then()
                .body("groups.value", equalTo(List.of(group)))
                .body("groups.display", equalTo(List.of("Ops")));
        assertThat(epochAndVersion(ada)).isEqualTo("1 2");
        assertThat(access.query("SELECT provenance FROM membership WHERE user_id = ?::uuid", ada))
                .contains("scim:" + scim.client());
    }

    @Test
    void entrasGroupsAreTaken() {
        scim.post(
                        "/Groups",
                        "{'schemas':['urn:ietf:params:scim:schemas:core:2.0:Group',"
                                + "'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],"
                                + "'externalId':'8aa1','displayName':'Dev','meta':{'resourceType':'Group'}}")
                .then()
                .statusCode(201)
                .body("members", nullValue())
                .body("externalId", equalTo("8aa1"));
        scim.get("/Groups", "filter", "displayName eq \"DEV\"", "excludedAttributes", "members")
                .then()
                .body("totalResults", equalTo(1));
    }

    @Test
    void noTwoGroupsHaveOneNameInAnyCase() {
        scim.group("Ops");
        String dev = scim.group("Dev");

        scim.post("/Groups", "{'displayName':'OPS'}").then().statusCode(409).body("scimType", equalTo("uniqueness"));
        scim.patch("/Groups/" + dev, "{'op':'replace','value':{'id':'" + dev + "','displayName':'ops'}}")
                .then()
                .statusCode(409);
    }

    @Test
    void whoLeavesAGroupHasTheirEpochRaisedAndNobodyElse() {
        String ada = scim.user("ada");
        String bob = scim.user("bob");
        String group = scim.group("Ops", ada, bob);

        scim.patch("/Groups/" + group, "{'op':'Remove','path':'members','value':[{'$ref':null,'value':'" + ada + "'}]}")
                .then()
                .statusCode(200)
                .body("members.value", equalTo(List.of(bob)));

        assertThat(epochAndVersion(ada)).isEqualTo("2 3");
        assertThat(epochAndVersion(bob)).isEqualTo("1 2");
    }

    @Test
    void membersAreRemovedInEveryWayThatClientsKnow() {
        String ada = scim.user("ada");
        String bob = scim.user("bob");
        String eve = scim.user("eve");
        String group = scim.group("Ops", ada, bob, eve);

        scim.patch("/Groups/" + group, "{'op':'remove','path':'members','value':[]}")
                .then()
                .body("members", hasSize(3));
        scim.patch(
                        "/Groups/" + group,
                        "{'op':'remove','path':'members','value':[{'value':'" + UUID.randomUUID() + "'}]}")
                .then()
                .body("members", hasSize(3));
        scim.patch("/Groups/" + group, "{'op':'remove','path':'members[value eq \\\"" + ada + "\\\"]'}")
                .then()
                .body("members.value", containsInAnyOrder(bob, eve));
        scim.patch("/Groups/" + group, "{'op':'replace','path':'members','value':[{'value':'" + ada + "'}]}")
                .then()
                .body("members.value", equalTo(List.of(ada)));
        scim.patch("/Groups/" + group, "{'op':'remove','path':'members'}")
                .then()
                .body("members", nullValue());
        assertThat(epochAndVersion(ada)).isEqualTo("3 5");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'op':'remove','path':'members','value':null}",
                "{'op':'Remove','path':'members','value':''}",
                "{'op':'remove','path':'members','value':{}}",
                "{'op':'remove','path':'members','value':[null]}",
                "{'op':'replace','path':'members','value':null}",
                "{'op':'Replace','path':'members','value':''}",
                "{'op':'replace','path':'members','value':{}}",
                "{'op':'replace','path':'members','value':[null]}",
                "{'op':'replace','value':{'members':null}}",
                "{'op':'replace','value':{'displayName':'Ops','members':''}}",
            })
    void aSlipOfTheValueEmptiesNoGroup(String operation) {
        String ada = scim.user("ada");
        String group = scim.group("Ops", ada);

        scim.patch("/Groups/" + group, operation).then().statusCode(400).body("scimType", equalTo("invalidValue"));

        scim.get("/Groups/" + group).then().body("members.value", equalTo(List.of(ada)));
        assertThat(epochAndVersion(ada)).isEqualTo("1 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "''", "{}", "7", "[null]", "['']"})
    void aPutWhoseMembersAreNoListEmptiesNoGroup(String members) {
        String ada = scim.user("ada");
        String group = scim.group("Ops", ada);

        scim.put("/Groups/" + group, "{'displayName':'Ops','members':" + members + "}")
                .then()
                .statusCode(400)
                .body("scimType", equalTo("invalidValue"));

        scim.get("/Groups/" + group).then().body("members.value", equalTo(List.of(ada)));
    }

    @Test
    void replacingByAnEmptyListEmptiesTheGroup() {
        String group = scim.group("Ops", scim.user("ada"));

        scim.patch("/Groups/" + group, "{'op':'replace','path':'members','value':[]}")
                .then()
                .statusCode(200)
                .body("members", nullValue());
    }

    /** As authentik and flagged Entra ID write it. */
    @Test
    void membersComeAndGoWithoutAPath() {
        String ada = scim.user("ada");
        String bob = scim.user("bob");
        String group = scim.group("Ops");

        scim.patch("/Groups/" + group, "{'op':'add','value':{'members':[{'value':'" + ada + "'}]}}")
                .then()
                .body("members.value", equalTo(List.of(ada)));
        scim.patch("/Groups/" + group, "{'op':'replace','value':{'members':[{'value':'" + bob + "'}]}}")
                .then()
                .body("members.value", equalTo(List.of(bob)));
        scim.patch("/Groups/" + group, "{'op':'remove','value':{'members':[{'value':'" + bob + "'}]}}")
                .then()
                .statusCode(400)
                .body("scimType", equalTo("noTarget"));
        scim.get("/Groups/" + group).then().body("members.value", equalTo(List.of(bob)));
    }

    @Test
    void aMemberIsInAGroupOnce() {
        String ada = scim.user("ada");
        String group = scim.group("Ops", ada, ada);

        scim.patch(
                        "/Groups/" + group,
                        "{'op':'Add','path':'members','value':[{'value':'" + ada + "'},{'value':'" + ada + "'}]}")
                .then()
                .statusCode(200)
                .body("members.value", equalTo(List.of(ada)))
                .body("meta.version", equalTo("W/\"1\""));
        assertThat(epochAndVersion(ada)).isEqualTo("1 2");
    }

    @Test
    void aMemberWhoIsNobodyIsRefusedAndNothingChanges() {
        String ada = scim.user("ada");
        String group = scim.group("Ops", ada);
        String nobody = UUID.randomUUID().toString();

        for (String member : List.of(nobody, "42", "")) {
            scim.patch("/Groups/" + group, "{'op':'add','path':'members','value':[{'value':'" + member + "'}]}")
                    .then()
                    .statusCode(400)
                    .body("scimType", equalTo("invalidValue"));
        }
        scim.put("/Groups/" + group, "{'displayName':'Ops','members':[{'value':'" + nobody + "'}]}")
                .then()
                .statusCode(400);
        scim.patch("/Groups/" + group, "{'op':'add','path':'members[value eq \\\"" + ada + "\\\"]','value':{}}")
                .then()
                .statusCode(400);
        scim.patch("/Groups/" + group, "{'op':'remove','path':'members[display sw \\\"a\\\"]'}")
                .then()
                .statusCode(400);
        scim.get("/Groups/" + group).then().body("members.value", equalTo(List.of(ada)));
        assertThat(epochAndVersion(ada)).isEqualTo("1 2");
    }

    @Test
    void putReplacesTheMembersAndAnEmptyListClearsThem() {
        String ada = scim.user("ada");
        String bob = scim.user("bob");
        String group = scim.group("Ops", ada);

        scim.put("/Groups/" + group, "{'displayName':'Ops','members':[{'value':'" + bob + "'}]}")
                .then()
                .statusCode(200)
                .body("members.value", equalTo(List.of(bob)));
        scim.put("/Groups/" + group, "{'displayName':'Ops 2','members':[]}")
                .then()
                .body("members", nullValue())
                .body("displayName", equalTo("Ops 2"));
        assertThat(epochAndVersion(ada)).isEqualTo("2 3");
        assertThat(epochAndVersion(bob)).isEqualTo("2 3");
    }

    @Test
    void aDeletedGroupIsLeftByAll() {
        String ada = scim.user("ada");
        String group = scim.group("Ops", ada);

        scim.delete("/Groups/" + group).then().statusCode(204);

        scim.get("/Groups/" + group).then().statusCode(404);
        scim.delete("/Groups/" + group).then().statusCode(404);
        scim.get("/Users/" + ada).then().body("groups", nullValue());
        assertThat(epochAndVersion(ada)).isEqualTo("2 3");
        assertThat(scim.group("Ops")).isNotEqualTo(group);
    }

    @Test
    void ofFiftyPatchesAtOnceNoneLosesAMember() throws Exception {
        String group = scim.group("Ops");
        List<Callable<Integer>> patches = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String user = scim.user("u" + i);
            patches.add(() -> scim.patch(
                            "/Groups/" + group, "{'op':'add','path':'members','value':[{'value':'" + user + "'}]}")
                    .statusCode());
        }

        try (var threads = Executors.newFixedThreadPool(50)) {
            for (var each : threads.invokeAll(patches)) {
                assertThat(each.get()).isEqualTo(200);
            }
        }

        scim.get("/Groups/" + group).then().body("members", hasSize(50));
    }

    @Test
    void aLargeGroupIsPutAsAWholeAndChangedByOne() {
        List<String> ids = manyUsers();
        String group = scim.group("All");
        var members = new StringBuilder();
        ids.forEach(id -> members.append(members.isEmpty() ? "" : ",")
                .append("{'value':'")
                .append(id)
                .append("'}"));

        long begun = System.nanoTime();
        scim.with("{'displayName':'All','members':[" + members + "]}")
                .queryParam("excludedAttributes", "members")
                .put(scim.url("/Groups/" + group))
                .then()
                .statusCode(200);
        Duration put = Duration.ofNanos(System.nanoTime() - begun);
        begun = System.nanoTime();
        scim.patch("/Groups/" + group, "{'op':'remove','path':'members','value':[{'value':'" + ids.getFirst() + "'}]}")
                .then()
                .statusCode(204);
        Duration patch = Duration.ofNanos(System.nanoTime() - begun);

        assertThat(access.query("SELECT count(*) FROM membership WHERE group_id = ?::uuid", group))
                .contains(Integer.toString(MANY - 1));
        assertThat(epochAndVersion(ids.getFirst())).isEqualTo("2 3");
        assertThat(epochAndVersion(ids.getLast())).isEqualTo("1 2");
        scim.get("/Groups/" + group).then().statusCode(200).body("members", hasSize(MANY - 1));
        assertThat(put).isLessThan(Duration.ofSeconds(30));
        assertThat(patch).isLessThan(Duration.ofSeconds(5));
    }

    private List<String> manyUsers() {
        for (int from = 0; from < MANY; from += MANY / 10) {
            access.sql("""
                    WITH made AS (
                        INSERT INTO subject (tenant, id, kind, name)
                        SELECT 'acme', gen_random_uuid(), 'user', 'many-' || ? || '-' || i
                          FROM generate_series(?::integer, ?::integer) i
                        RETURNING id, name)
                    INSERT INTO directory_user (tenant, id, client_id, user_name, user_name_lc, attributes)
                    SELECT 'acme', id, ?::uuid, name, name, '{}' FROM made""", scim.client(), from, from + MANY / 10 - 1, scim.client());
        }
        return List.of(access.query(
                        "SELECT string_agg(id::text, ',') FROM directory_user WHERE client_id = ?::uuid", scim.client())
                .orElseThrow()
                .split(","));
    }

    private String epochAndVersion(String id) {
        return access.query("SELECT epoch || ' ' || version FROM subject WHERE id = ?::uuid", id)
                .orElseThrow();
    }
}
