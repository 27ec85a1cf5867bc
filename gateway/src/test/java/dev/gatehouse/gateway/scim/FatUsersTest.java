package dev.gatehouse.gateway.scim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Users of large documents, more than one answer holds. */
@QuarkusTest
class FatUsersTest {
    /** Three bytes each, of three quarters of a mebibyte: some more than 20 of them are a page. */
    private static final String FAT = "\u20ac".repeat(255_000);

    private static final int MANY = 30;

    @Inject
    TestAccess access;

    private ScimCalls scim;

    @BeforeEach
    void populate() {
        scim = ScimCalls.newClient(access, "acme");
        for (int i = 0; i < MANY; i++) {
            scim.post("/Users", "{'userName':'fat%02d','title':'%s'}".formatted(i, FAT))
                    .then()
                    .statusCode(201);
        }
    }

    @Test
    void aSearchOfAllTypesDoesNotGoOnToGroupsBeforeAllUsersWereThere() {
        scim.group("Ops");

        Response first = scim.post("/.search", "{'attributes':['id'],'startIndex':1}");
        Response second = scim.post("/.search", "{'attributes':['id'],'startIndex':22}");

        assertThat(first.<Integer>path("totalResults")).isEqualTo(MANY + 1);
        assertThat(first.<Integer>path("itemsPerPage")).isEqualTo(21);
        assertThat(second.<Integer>path("totalResults")).isEqualTo(MANY + 1);
        assertThat(second.<Integer>path("itemsPerPage")).isEqualTo(10);
    }

    @Test
    void aPageEndsByBytesAndTheNextGoesOn() {
        var names = new ArrayList<String>();
        List<Integer> sizes = new ArrayList<>();
        while (names.size() < MANY) {
            Response page = scim.get(
                    "/Users",
                    "sortBy",
                    "userName",
                    "startIndex",
                    Integer.toString(names.size() + 1),
                    "attributes",
                    "userName");
            page.then().statusCode(200);
            assertThat(page.<Integer>path("totalResults")).isEqualTo(MANY);
            assertThat(page.<Integer>path("startIndex")).isEqualTo(names.size() + 1);
            List<String> found = page.path("Resources.userName");
            assertThat(page.<Integer>path("itemsPerPage"))
                    .isEqualTo(found.size())
                    .isPositive();
            names.addAll(found);
            sizes.add(found.size());
        }

        assertThat(sizes).containsExactly(21, 9);
        assertThat(names).isSorted().doesNotHaveDuplicates().hasSize(MANY);
    }
}
