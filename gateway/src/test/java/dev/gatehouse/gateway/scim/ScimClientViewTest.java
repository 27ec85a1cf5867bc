package dev.gatehouse.gateway.scim;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.way.Until;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What administrators see of a SCIM client: whether it works, what it made, and what went wrong. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class ScimClientViewTest {
    @Inject
    TestAccess access;

    @Inject
    ClientActivity activity;

    @Inject
    ClientCounts counts;

    private TestAccess.Account owner;
    private ScimCalls scim;
    private String name = "";

    @BeforeEach
    void openDoor() {
        owner = access.account("acme", "Owner", "root");
        scim = ScimCalls.newClient(access, "acme");
        name = access.query("SELECT name FROM scim_client WHERE id = ?::uuid", scim.client())
                .orElseThrow();
    }

    private static Response see(TestAccess.Account by, String client) {
        return given().auth().oauth2(by.token()).get("/api/v1/" + by.tenant() + "/scim-clients/" + client);
    }

    /** Once so many of its requests are written: they are counted a moment after they are answered. */
    private JsonPath seen(int requests) {
        return Until.sees(
                () -> {
                    activity.write();
                    return see(owner, name).then().statusCode(200).extract().jsonPath();
                },
                view -> view.getInt("activity.requests") >= requests);
    }

    @Test
    void everyAnswerOfTheDoorHasARequestId() {
        for (Response answer : List.of(
                scim.get("/Users"),
                scim.get("/Users/" + UUID.randomUUID()),
                scim.get("/Nothing"),
                scim.request().patch(scim.url("/Users")),
                given().get(scim.url("/Users")),
                given().header("Content-Length", "99999999").get(scim.url("/Users")))) {
            answer.then().header("X-Request-Id", matchesPattern("[0-9a-f]{32}"));
        }
        assertThat(given().get("/api/v1/acme/subjects").headers().hasHeaderWithName("X-Request-Id"))
                .isFalse();
    }

    @Test
    void showsRequestsAndTheLastErrorsByTheirIds() {
        scim.user("ada");
        String twice = scim.post("/Users", "{'userName':'ADA'}").header("X-Request-Id");
        UUID nobody = UUID.randomUUID();
        String missing = scim.get("/Users/" + nobody).header("X-Request-Id");

        JsonPath view = seen(3);

        assertThat(view.getInt("activity.requests")).isEqualTo(3);
        assertThat(view.getInt("activity.errors")).isEqualTo(2);
        assertThat(view.getString("activity.since")).isNotNull();
        assertThat(view.getString("lastSyncAt")).isNotNull();
        assertThat(view.getList("lastErrors.requestId")).containsExactly(missing, twice);
        assertThat(view.getList("lastErrors.status")).containsExactly(404, 409);
        assertThat(view.getList("lastErrors.method")).containsExactly("GET", "POST");
        assertThat(view.getList("lastErrors.route"))
                .containsExactly("/scim/{tenant}/v2/Users/{id}", "/scim/{tenant}/v2/Users");
        assertThat(view.getString("lastErrors[0].detail")).contains(nobody.toString());
        assertThat(view.getString("lastErrors[1].scimType")).isEqualTo("uniqueness");
        assertThat(view.getList("tokens")).hasSize(1);
    }

    @Test
    void keepsTheLastTwentyErrors() {
        var ids = new ArrayList<String>();
        for (int i = 0; i < 30; i++) {
            ids.add(scim.get("/Users/" + UUID.randomUUID()).header("X-Request-Id"));
            if (i == 12) {
                seen(13);
            }
        }

        assertThat(seen(30).getList("lastErrors.requestId"))
                .containsExactlyElementsOf(ids.subList(10, 30).reversed());
        assertThat(access.query("SELECT count(*) FROM scim_error WHERE client_id = ?::uuid", scim.client()))
                .contains("20");
    }

    @Test
    void keepsNothingOfWhatTheClientWrote() {
        String canary = "canary" + UUID.randomUUID().toString().substring(24);
        scim.get("/Users/" + scim.token());
        scim.get("/Users/" + canary);
        scim.get("/Users", "filter", "userName eq \"" + canary + "@acme.example\" and");
        scim.post("/Users", "{'userName':'" + canary + "','active':'" + canary + "'}");
        scim.post("/Users", "{'userName':'" + canary);
        scim.patch("/Users/" + UUID.randomUUID(), "{'op':'" + canary + "'}");

        JsonPath view = seen(6);

        assertThat(view.getInt("activity.errors")).isEqualTo(6);
        assertThat(view.prettify())
                .doesNotContain(canary, scim.token(), scim.token().substring(4, 20));
        assertThat(access.tablesWith(canary)).isEmpty();
        assertThat(access.tablesWith(scim.token().substring(4, 20))).isEmpty();
    }

    @Test
    void countsWhatTheClientHas() {
        String ada = scim.user("ada");
        String bob = scim.user("bob");
        String eve = scim.user("eve");
        scim.group("Ops", ada, bob);
        scim.patch("/Users/" + bob, "{'op':'replace','path':'active','value':false}");
        scim.delete("/Users/" + eve).then().statusCode(204);
        seen(6);

        JsonPath view = Until.sees(
                () -> {
                    counts.count();
                    return see(owner, name).jsonPath();
                },
                seen -> seen.get("counts.usersActive") != null);

        assertThat(view.getMap("counts"))
                .containsEntry("usersActive", 1)
                .containsEntry("usersInactive", 1)
                .containsEntry("usersDeleted", 1)
                .containsEntry("groups", 1)
                .containsEntry("memberships", 2)
                .containsKey("countedAt");
    }

    @Test
    void aClientThatNeverCameShowsNothingOfThat() {
        see(owner, name)
                .then()
                .statusCode(200)
                .body("id", equalTo(scim.client()))
                .body("createdAt", notNullValue())
                .body("tokens", hasSize(1))
                .body("lastErrors", hasSize(0))
                .body("activity", equalTo(null))
                .body("counts", equalTo(null));
    }

    @Test
    void whatIsNotThereIsNotFoundAndWhoMayNotReadIsRefused() {
        see(owner, "nothing-like-it").then().statusCode(404);
        see(access.account("globex", "Owner", "root"), name).then().statusCode(404);
        see(access.account("acme", "Launcher", "root"), name).then().statusCode(403);
    }
}
