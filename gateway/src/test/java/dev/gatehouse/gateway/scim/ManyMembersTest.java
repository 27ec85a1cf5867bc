package dev.gatehouse.gateway.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers about a group that has as many members as one may name, and one that has more. */
@QuarkusTest
class ManyMembersTest {
    private static final int MOST = 200_000;
    private static final int AT_ONCE = 25_000;

    @Inject
    TestAccess access;

    private ScimCalls scim;
    private String small;
    private String large;
    private String ada;

    @BeforeEach
    void populate() {
        scim = ScimCalls.newClient(access, "acme");
        ada = scim.user("ada");
        small = scim.group("Small", ada);
        large = scim.group("Large");
        for (int from = 0; from < MOST; from += AT_ONCE) {
            access.sql("""
                    INSERT INTO membership (tenant, group_id, user_id, provenance)
                    SELECT 'acme', ?::uuid, ('00000000-0000-4000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, ?
                      FROM generate_series(?, ?) AS i""", large, "scim:" + scim.client(), from, from + AT_ONCE - 1);
        }
    }

    @Test
    void asManyAsOneRequestMayNameAreShownAndMoreToNobody() {
        byte[] answer = scim.get("/Groups/" + large).asByteArray();
        addAda("").then().statusCode(204);

        assertThat(answer.length).isGreaterThan(MOST * 100).isLessThan(MOST * 200);
        scim.get("/Groups/" + large)
                .then()
                .statusCode(400)
                .body("scimType", equalTo("tooMany"))
                .body("detail", containsString("excludedAttributes=members"));
        scim.get("/Groups/" + large, "excludedAttributes", "members")
                .then()
                .statusCode(200)
                .body("", not(hasKey("members")));
        scim.get("/Groups", "filter", "displayName eq \"large\"", "attributes", "id")
                .then()
                .statusCode(200)
                .body("Resources.id", equalTo(List.of(large)));
        // A change that is done cannot be answered as one that failed.
        addAda("?attributes=members").then().statusCode(204);
        addAda("?excludedAttributes=members").then().statusCode(200).body("displayName", equalTo("Large"));
    }

    private Response addAda(String parameters) {
        return scim.with("{'Operations':[{'op':'add','path':'members','value':[{'value':'" + ada + "'}]}]}")
                .patch(scim.url("/Groups/" + large) + parameters);
    }

    @Test
    void aPageEndsBeforeTheGroupThatWouldBeTooMuch() {
        scim.get("/Groups")
                .then()
                .statusCode(200)
                .body("totalResults", equalTo(2))
                .body("Resources.id", equalTo(List.of(small)));
        String next = scim.get("/Groups", "cursor", "").path("nextCursor");

        assertThat(scim.get("/Groups", "cursor", next, "excludedAttributes", "members")
                        .<List<String>>path("Resources.id"))
                .containsExactly(large);
    }
}
