package dev.gatehouse.gateway.resource;

import static dev.gatehouse.gateway.problem.RefusedText.withoutItsDecision;
import static dev.gatehouse.gateway.resource.ResourceCalls.apply;
import static dev.gatehouse.gateway.resource.ResourceCalls.as;
import static dev.gatehouse.gateway.resource.ResourceCalls.get;
import static dev.gatehouse.gateway.resource.ResourceCalls.group;
import static dev.gatehouse.gateway.resource.ResourceCalls.job;
import static dev.gatehouse.gateway.resource.ResourceCalls.manifest;
import static dev.gatehouse.gateway.resource.ResourceCalls.namespace;
import static dev.gatehouse.gateway.resource.ResourceCalls.put;
import static dev.gatehouse.gateway.resource.ResourceCalls.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class PutTest {
    @Inject
    TestAccess access;

    private Account owner;
    private String place;
    private String db;

    @BeforeEach
    void ownerOfAFreshNamespace() {
        owner = access.account("acme", "Owner", "root");
        place = "p" + owner.subject().toString().replace("-", "");
        db = "secrets/" + place + "/db";
        apply(owner, namespace(place)).statusCode(200);
    }

    private String described(String text) {
        return secret(place, "db") + "spec: {description: " + text + "}\n";
    }

    private String tag() {
        return get(owner, db).extract().header("ETag");
    }

    @Test
    void createsAndThenChangesWhatThePathNames() {
        put(as(owner), db, described("one"))
                .statusCode(201)
                .header("Location", "/api/v1/acme/" + db)
                .body("metadata.revision", is(1), "spec.store", equalTo("embedded"));

        put(as(owner), db, described("two")).statusCode(200).body("metadata.revision", is(2));
        put(as(owner), db, described("two")).statusCode(200).body("metadata.revision", is(2));
    }

    @Test
    void takesATenantScopedResourceAndJson() {
        String path = "workergroups/" + place;

        as(owner)
                .contentType("application/json")
                .body(
                        "{\"apiVersion\": \"gatehouse.dev/v1\", \"kind\": \"WorkerGroup\", \"metadata\": {\"name\": \"%s\"}}"
                                .formatted(place))
                .put("/api/v1/acme/" + path)
                .then()
                .statusCode(201);
        put(as(owner), path, group(place)).statusCode(200);
        put(as(owner), "workergroups/" + place + "/x", group(place)).statusCode(404);
    }

    @Test
    void whatCallsItselfJsonHasToBeJson() {
        as(owner)
                .contentType("application/json")
                .body(described("one"))
                .put("/api/v1/acme/" + db)
                .then()
                .statusCode(400)
                .body("code", equalTo("malformed_json"));
    }

    @Test
    void theDocumentHasToBeWhatThePathNames() {
        put(as(owner), "secrets/" + place + "/other", secret(place, "db"))
                .statusCode(422)
                .body("code", equalTo("manifest_invalid"), "errors.pointer", contains("/metadata/name"));
        put(as(owner), "jobs/" + place + ".x/db", secret(place, "db"))
                .statusCode(422)
                .body("errors.pointer", hasItems("/kind", "/metadata/namespace"));
        put(as(owner), db, manifest(secret(place, "db"), secret(place, "db2"))).statusCode(422);
        put(as(owner), "things/" + place + "/db", secret(place, "db"))
                .statusCode(404)
                .body("code", equalTo("unknown_kind"));
    }

    @Test
    void anUpdateOfWhatSomebodyElseChangedMeanwhileIsRefused() {
        put(as(owner), db, described("one")).statusCode(201);
        String read = tag();
        put(as(owner).header("If-Match", read), db, described("mine")).statusCode(200);

        put(as(owner).header("If-Match", read), db, described("theirs"))
                .statusCode(412)
                .body("code", equalTo("precondition_failed"));

        get(owner, db).body("spec.description", equalTo("mine")).header("ETag", not(read));
    }

    @Test
    void onlyCreatesWhereNothingMayBeThere() {
        put(as(owner).header("If-Match", "*"), db, described("one")).statusCode(412);
        put(as(owner).header("If-None-Match", "*"), db, described("one")).statusCode(201);
        put(as(owner).header("If-None-Match", "*"), db, described("two")).statusCode(412);
        put(as(owner).header("If-Match", "*"), db, described("two")).statusCode(200);
    }

    @Test
    void aRevisionInADocumentIsWhatItsAuthorRead() {
        put(as(owner), db, described("one")).statusCode(201);
        put(as(owner), db, described("two")).statusCode(200);
        String stale = described("three").replace("name: db}", "name: db, revision: 1}");

        apply(owner, stale)
                .statusCode(409)
                .body("code", equalTo("revision_conflict"), "errors.pointer", contains("/metadata/revision"));
        apply(owner, stale.replace("revision: 1", "revision: 2")).statusCode(200);
        apply(owner, stale.replace("name: db,", "name: nothing,")).statusCode(409);
    }

    @Test
    void whoHasItAlreadyIsToldNoMore() {
        put(as(owner), db, described("one")).statusCode(201);
        String tag = tag();

        for (String known : new String[] {tag, "W/" + tag, "\"x\", " + tag, "*"}) {
            String body = as(owner)
                    .header("If-None-Match", known)
                    .get("/api/v1/acme/" + db)
                    .then()
                    .statusCode(304)
                    .header("ETag", tag)
                    .extract()
                    .asString();
            assertThat(body).isEmpty();
        }
        as(owner)
                .header("If-None-Match", "\"x\"")
                .get("/api/v1/acme/" + db)
                .then()
                .statusCode(200);
        as(owner).header("If-Match", "\"x\"").get("/api/v1/acme/" + db).then().statusCode(412);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\"", "\"a\" \"b\"", "\"a\",", "*, \"a\"", "W/x", "\"a b\"", "''"})
    void aConditionThatIsNoneIsRefused(String condition) {
        for (String header : new String[] {"If-Match", "If-None-Match"}) {
            put(as(owner).header(header, condition), db, described("one"))
                    .statusCode(400)
                    .body("code", equalTo("malformed_precondition"));
        }
        get(owner, db).statusCode(404);
    }

    @Test
    void writingNeedsItsPermissionWhetherOrNotItIsThere() {
        Account guest = access.stranger("acme");
        Account foreign = access.account("globex", "Owner", "root");

        String missing =
                put(as(guest), db, described("one")).statusCode(403).extract().asString();
        put(as(owner), db, described("one")).statusCode(201);
        String there =
                put(as(guest), db, described("one")).statusCode(403).extract().asString();

        assertThat(withoutItsDecision(there)).isEqualTo(withoutItsDecision(missing));
        put(as(foreign), db, described("one")).statusCode(404);
    }

    @Test
    void whatIsTooLargeOrNothingIsRefused() {
        put(as(owner), db, described("x".repeat(300_000))).statusCode(413);
        put(as(owner), db, "").statusCode(422);
        put(as(owner), "jobs/" + place + "/j", job(place, "j", "nowhere")).statusCode(422);
    }
}
