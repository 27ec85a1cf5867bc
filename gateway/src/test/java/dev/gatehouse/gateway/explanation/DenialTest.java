package dev.gatehouse.gateway.explanation;

import static dev.gatehouse.gateway.explanation.ExplanationCalls.as;
import static dev.gatehouse.gateway.explanation.ExplanationCalls.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.way.Until;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a denial says, and to whom. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class DenialTest {
    @Inject
    TestAccess access;

    @Inject
    ExplanationCalls calls;

    @Test
    void tellsWhoeverAskedWhatWasMissingAndNoRule() {
        var ada = access.account("acme", "Launcher", "dev");

        var answer = start(ada, "data/etl").then().statusCode(403);

        answer.body("code", equalTo("forbidden"))
                .body("reason_user", equalTo("None of your roles gives you execution:create in data."))
                .body("reason_admin", nullValue());
        assertThat(answer.extract().asString()).doesNotContain("of-" + ada.subject(), "Launcher", "dev\"");
    }

    @Test
    void tellsWhoMayReadPolicyThereWhatNearlyAllowedIt() {
        var ada = calls.with("data", "policy:read");
        calls.bind("near-" + ada.subject(), "Launcher", "dev", "{id: " + ada.subject() + "}");

        var answer = start(ada, "data/etl").then().statusCode(403);

        answer.body("reason_admin[0]", equalTo("No binding gives " + ada.subject() + " execution:create in data"))
                .body("reason_admin[2]", containsString("rolebinding near-" + ada.subject() + "@1 gives Launcher"))
                .body("reason_admin[2]", containsString("but in dev and not in data"));
    }

    @Test
    void saysNothingOfRulesWhereTheyMayBeReadOnlyElsewhere() {
        var ada = calls.with("dev", "policy:read");

        start(ada, "data/etl").then().statusCode(403).body("reason_admin", nullValue());
    }

    @Test
    void isTheSameWhetherOrNotThereIsWhatWasAskedFor() {
        var ada = access.account("acme", "Launcher", "dev");

        var job = as(ada).get("/api/v1/acme/jobs/data/one").then().statusCode(403);
        var other = as(ada).get("/api/v1/acme/jobs/data/two").then().statusCode(403);

        assertThat(job.extract().<String>path("reason_user"))
                .isEqualTo(other.extract().path("reason_user"));
    }

    @Test
    void isAnEventWhoseLeafHasNothingButIdsAndWhoseDetailIsReadable() {
        var ada = access.account("acme", "Launcher", "dev");
        Instant before = Instant.now().minusSeconds(5);
        String decision = calls.deniedStart(ada, "data/etl");
        var auditor = calls.with("root", "audit:read");

        var events = Until.sees(
                () -> as(auditor)
                        .queryParam("code", "execution.denied")
                        .queryParam("since", before.toString())
                        .queryParam("contains", ada.subject().toString())
                        .get("/audit/acme/events")
                        .then()
                        .statusCode(200),
                found -> !found.extract().<List<Object>>path("items").isEmpty());

        String binding = access.query("SELECT id FROM resource WHERE name = ?", "of-" + ada.subject())
                .orElseThrow();
        events.body("items[0].leaf.decision", equalTo(decision))
                .body("items[0].leaf.facts.near", contains("elsewhere rolebinding/" + binding + "@1"))
                .body("items[0].details.explanation[1]", containsString("rolebinding of-" + ada.subject()))
                .body("items[0].details.explanation[1]", containsString("but in dev and not in data"));
        assertThat(events.extract().<Object>path("items[0].leaf").toString())
                .doesNotContain("of-" + ada.subject(), "Launcher");
    }

    @Test
    void ofAnyOtherActIsExplainedToo() {
        var ada = calls.with("dev", "job:read");

        as(ada).get("/api/v1/acme/jobs/data/one")
                .then()
                .statusCode(403)
                .body("reason_user", equalTo("None of your roles gives you job:read in data."));
    }

    @Test
    void ofAnApplyNamesADecisionToo() {
        var ada = calls.with("dev", "job:write");

        as(ada).contentType("application/yaml")
                .body("""
                        apiVersion: gatehouse.dev/v1
                        kind: Job
                        metadata: {namespace: data, name: etl}
                        spec: {workerGroup: explained, run: {process: {command: ["true"]}}}
                        """.getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/acme/apply")
                .then()
                .statusCode(403)
                .body("decision", notNullValue())
                .body("reason_user", equalTo("None of your roles gives you job:write in data."))
                .body("errors", hasSize(1));
    }
}
