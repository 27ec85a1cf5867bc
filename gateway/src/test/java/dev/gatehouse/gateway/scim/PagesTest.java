package dev.gatehouse.gateway.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists page by page: by places, and by cursors (RFC 9865). */
@QuarkusTest
class PagesTest {
    @Inject
    TestAccess access;

    private ScimCalls scim;

    @BeforeEach
    void populate() {
        scim = ScimCalls.newClient(access, "acme");
        for (String name : List.of("eve", "bob", "ada", "dan", "cyd")) {
            scim.user(name);
        }
    }

    @Test
    void cursorsShowEverybodyOnceAndThenThereIsNone() {
        var names = new ArrayList<String>();
        String cursor = "";
        for (int page = 1; page <= 3; page++) {
            Response shown = scim.get("/Users", "cursor", cursor, "count", "2");
            shown.then()
                    .statusCode(200)
                    .body("totalResults", equalTo(5))
                    .body("itemsPerPage", equalTo(page < 3 ? 2 : 1))
                    .body("", not(hasKey("startIndex")));
            names.addAll(shown.<List<String>>path("Resources.userName"));
            cursor = shown.path("nextCursor");
        }

        assertThat(cursor).isNull();
        assertThat(names).containsExactlyInAnyOrder("eve", "bob", "ada", "dan", "cyd");
    }

    @Test
    void whoIsDeletedOrMadeInBetweenHidesNobodyElse() {
        Response first = scim.get("/Users", "cursor", "", "count", "2");
        for (String shown : first.<List<String>>path("Resources.id")) {
            scim.delete("/Users/" + shown).then().statusCode(204);
        }
        scim.user("zoe");

        Response rest = scim.get("/Users", "cursor", first.path("nextCursor"), "count", "10");

        assertThat(rest.<List<String>>path("Resources.userName")).containsExactlyInAnyOrder("ada", "dan", "cyd", "zoe");
    }

    @Test
    void cursorsKeepFilterAndOrder() {
        Response first =
                scim.get("/Users", "cursor", "", "count", "2", "filter", "userName ne \"ada\"", "sortBy", "userName");
        Response second = scim.get(
                "/Users",
                "cursor",
                first.path("nextCursor"),
                "count",
                "2",
                "filter",
                "userName ne \"ada\"",
                "sortBy",
                "userName");

        assertThat(first.<List<String>>path("Resources.userName")).containsExactly("bob", "cyd");
        assertThat(second.<List<String>>path("Resources.userName")).containsExactly("dan", "eve");
        second.then().body("", not(hasKey("nextCursor")));
    }

    @Test
    void aCursorOfAnotherQueryOrClientIsRefused() {
        String cursor = scim.get("/Users", "cursor", "", "count", "2").path("nextCursor");
        var other = ScimCalls.newClient(access, "acme");

        refused(scim.get("/Users", "cursor", cursor, "filter", "userName pr"), "invalidCursor");
        refused(scim.get("/Users", "cursor", cursor, "sortBy", "userName"), "invalidCursor");
        refused(scim.get("/Groups", "cursor", cursor), "invalidCursor");
        refused(other.get("/Users", "cursor", cursor), "invalidCursor");
        refused(scim.get("/Users", "cursor", "x"), "invalidCursor");
        refused(scim.post("/.search", "{'cursor':''}"), "invalidCursor");
        scim.get("/Users", "cursor", cursor).then().statusCode(200).body("Resources", hasSize(3));
    }

    @Test
    void aPageBeginsInOneWayAndHasSomethingOnIt() {
        refused(scim.get("/Users", "cursor", "", "startIndex", "1"), "invalidValue");
        refused(scim.get("/Users", "cursor", "", "count", "0"), "invalidCount");
        refused(scim.get("/Users", "cursor", "", "count", "-1"), "invalidCount");
        scim.get("/Users", "count", "0").then().statusCode(200).body("totalResults", equalTo(5));
    }

    @Test
    void aSearchTakesCursorsInItsBody() {
        Response first = scim.post("/Users/.search", "{'cursor':'','count':3}");
        Response rest = scim.post("/Users/.search", "{'count':3,'cursor':'" + first.<String>path("nextCursor") + "'}");

        first.then().statusCode(200).body("Resources", hasSize(3));
        rest.then().statusCode(200).body("Resources", hasSize(2)).body("", not(hasKey("nextCursor")));
    }

    @Test
    void groupsHaveCursorsToo() {
        scim.group("Ops");
        scim.group("Dev");

        Response first = scim.get("/Groups", "cursor", "", "count", "1");
        Response rest = scim.get("/Groups", "cursor", first.path("nextCursor"), "count", "1");

        assertThat(List.of(
                        first.<String>path("Resources[0].displayName"), rest.<String>path("Resources[0].displayName")))
                .containsExactlyInAnyOrder("Ops", "Dev");
        rest.then().body("", not(hasKey("nextCursor")));
    }

    @Test
    void whoAsksByPlacesGetsNoCursor() {
        scim.get("/Users", "startIndex", "4", "count", "1")
                .then()
                .statusCode(200)
                .body("startIndex", equalTo(4))
                .body("totalResults", equalTo(5))
                .body("", not(hasKey("nextCursor")));
        scim.get("/Users", "startIndex", "9")
                .then()
                .statusCode(200)
                .body("totalResults", equalTo(5))
                .body("Resources", hasSize(0));
        scim.get("/ServiceProviderConfig")
                .then()
                .body("pagination.cursor", equalTo(true))
                .body("pagination.index", equalTo(true))
                .body("pagination.defaultPaginationMethod", equalTo("index"))
                .body("pagination.maxPageSize", equalTo(ListRequest.LARGEST_PAGE));
    }

    private static void refused(Response answer, String type) {
        answer.then().statusCode(400).body("scimType", equalTo(type));
    }
}
