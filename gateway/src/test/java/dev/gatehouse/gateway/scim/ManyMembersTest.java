package dev.gatehouse.gateway.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.scim.directory.Client;
import dev.gatehouse.gateway.scim.directory.LargeAnswers;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers about a group that has as many members as one may name, and one that has more. */
@QuarkusTest
class ManyMembersTest {
    private static final int MOST = 200_000;
    private static final int AT_ONCE = 25_000;

    @Inject
    TestAccess access;

    @Inject
    LargeAnswers answers;

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

    /** Tests that look through all tables come after. */
    @AfterEach
    void leaveFew() {
        access.sql("DELETE FROM membership WHERE tenant = 'acme' AND group_id = ?::uuid", large);
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
    void aLargeAnswerThatFindsNoPlaceInTimeIsRefusedAndASmallOneIsNot() throws Exception {
        var taken = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        var client = new Client("acme", UUID.fromString(scim.client()), "c");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var other = threads.submit(() -> answers.make(client, () -> {
                taken.countDown();
                return await(leave);
            }));
            taken.await();

            busy(scim.get("/Groups/" + large));
            busy(scim.get("/Groups", "filter", "displayName eq \"large\""));
            busy(scim.post("/.search", "{'filter':'displayName eq \\\"large\\\"'}"));
            addAda("?attributes=members").then().statusCode(204);
            scim.get("/Groups/" + small).then().statusCode(200).body("", hasKey("members"));
            scim.get("/Groups/" + large, "excludedAttributes", "members").then().statusCode(200);
            leave.countDown();
            assertThat(other.get()).contains(true);
        }
    }

    private static void busy(Response answer) {
        answer.then()
                .statusCode(429)
                .header("Retry-After", "10")
                .contentType("application/scim+json")
                .body("status", equalTo("429"));
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
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
