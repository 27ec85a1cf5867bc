package dev.gatehouse.gateway.execution;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists of more executions than one request looks at. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class ExecutionListTest {
    private static final String DEEPEST = "00000000-0000-7000-8000-000000000000";

    @Inject
    TestAccess access;

    private TestAccess.Account owner;

    @BeforeEach
    void moreThanOneLookSees() {
        owner = access.account("globex", "Owner", "root");
        access.sql("""
                INSERT INTO execution (tenant, id, job_namespace, job_name, job_id, job_revision, job_digest,
                                       subject_id, decision_id, state, worker_group, inputs, launch, timeout_ms)
                SELECT 'globex', ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
                       CASE n WHEN 0 THEN 'deep' ELSE 'old' END, 'j', gen_random_uuid(), 1, 'd', gen_random_uuid(),
                       gen_random_uuid(), CASE n WHEN 0 THEN 'FAILED' WHEN 1 THEN 'LEASED' ELSE 'LOST' END, 'g', '{}',
                       '{}', 1
                FROM generate_series(0, 10050) AS n ON CONFLICT DO NOTHING""");
    }

    private ValidatableResponse list(String query) {
        return given().auth()
                .oauth2(owner.token())
                .get("/api/v1/globex/executions" + query)
                .then()
                .statusCode(200);
    }

    @Test
    void aPageMayBeShortAndStillHaveANext() {
        for (String filter : new String[] {"?namespace=deep", "?state=FAILED"}) {
            String next = list(filter)
                    .body("items", empty(), "next", notNullValue())
                    .extract()
                    .path("next");

            list(filter + "&after=" + next).body("items.id", contains(DEEPEST), "next", nullValue());
        }
    }

    @Test
    void whatHasNotEndedIsFoundAtOnceHoweverOldItIs() {
        list("?state=LEASED").body("items.id", contains(DEEPEST.replaceAll("0$", "1")), "next", nullValue());
    }

    @Test
    void aFullPageGoesOnBehindItsLast() {
        String next = list("?namespace=old&limit=1000")
                .body("items", hasSize(1000))
                .extract()
                .path("next");

        list("?namespace=old&limit=1&after=" + next)
                .body("items", hasSize(1), "items[0].id", not(equalTo(next)), "next", notNullValue());
        list("?limit=1").body("items", hasSize(1), "next", notNullValue());
    }
}
