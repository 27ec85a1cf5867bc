package dev.gatehouse.gateway.resource;

import static dev.gatehouse.gateway.resource.ResourceCalls.apply;
import static dev.gatehouse.gateway.resource.ResourceCalls.as;
import static dev.gatehouse.gateway.resource.ResourceCalls.delete;
import static dev.gatehouse.gateway.resource.ResourceCalls.get;
import static dev.gatehouse.gateway.resource.ResourceCalls.group;
import static dev.gatehouse.gateway.resource.ResourceCalls.job;
import static dev.gatehouse.gateway.resource.ResourceCalls.manifest;
import static dev.gatehouse.gateway.resource.ResourceCalls.namespace;
import static dev.gatehouse.gateway.resource.ResourceCalls.put;
import static dev.gatehouse.gateway.resource.ResourceCalls.secret;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RevisionTest {
    @Inject
    TestAccess access;

    private Account owner;
    private String place;
    private String path;

    @BeforeEach
    void aJobWithThreeRevisions() {
        owner = access.account("acme", "Owner", "root");
        place = "p" + owner.subject().toString().replace("-", "").substring(12);
        path = "jobs/" + place + "/j";
        apply(owner, manifest(namespace(place), group(place), secret(place, "db")))
                .statusCode(200);
        for (String limit : new String[] {"PT1M", "PT2M", "PT3M"}) {
            apply(owner, limited(limit)).statusCode(200);
        }
    }

    private String limited(String limit) {
        return job(place, "j", place).replace("spec: {", "spec: {timeout: " + limit + ", ");
    }

    private ValidatableResponse revert(Account by, String revision) {
        return as(by).post("/api/v1/acme/" + path + "/revisions/" + revision + "/revert")
                .then();
    }

    @Test
    void revisionsComeInPagesLatestFirst() {
        get(owner, path + "/revisions?limit=2")
                .statusCode(200)
                .body("items.revision", contains(3, 2), "next", equalTo("2"))
                .body("items[0].author", equalTo(owner.subject().toString()))
                .body("items[0].authorName", equalTo(owner.name()))
                .body("items[0].digest", matchesPattern("[0-9a-f]{64}"))
                .body("items[0].at", matchesPattern("20.*Z"));
        get(owner, path + "/revisions?limit=2&after=2").body("items.revision", contains(1), "next", nullValue());
        get(owner, path + "/revisions?after=x").statusCode(422);
        get(owner, path + "/revisions?limit=1001").statusCode(422);
    }

    @Test
    void eachRevisionIsShownAsItWas() {
        get(owner, path + "/revisions/1")
                .statusCode(200)
                .body("metadata.revision", is(1), "spec.timeout", equalTo("PT1M"), "kind", equalTo("Job"));
        get(owner, path + "/revisions/4").statusCode(404).body("code", equalTo("revision_not_found"));
        for (String none : new String[] {"0", "x", "-1", "99999999999999999999"}) {
            get(owner, path + "/revisions/" + none).statusCode(404);
        }
    }

    @Test
    void theDifferencesOfTwoRevisionsAreShown() {
        get(owner, path + "/revisions/3/diff")
                .statusCode(200)
                .body("from", is(2), "to", is(3))
                .body("diff.path", contains("/spec/timeout"))
                .body("diff[0].before", equalTo("PT2M"), "diff[0].after", equalTo("PT3M"));
        get(owner, path + "/revisions/1/diff?from=3").body("diff[0].after", equalTo("PT1M"));
        get(owner, path + "/revisions/1/diff").body("from", is(0), "diff.path", contains("/spec"));
        get(owner, path + "/revisions/1/diff?from=9").statusCode(404);
        get(owner, path + "/revisions/1/diff?from=x").statusCode(422);
    }

    @Test
    void revertingMakesANewRevisionOfTheOldSpec() {
        as(owner)
                .post("/api/v1/acme/" + path + "/revisions/1/revert?dryRun=true")
                .then()
                .statusCode(200)
                .body("change", equalTo("updated"), "revision", is(4), "diff.path", contains("/spec/timeout"));

        revert(owner, "1").statusCode(200).body("metadata.revision", is(4), "spec.timeout", equalTo("PT1M"));

        revert(owner, "4").statusCode(200).body("metadata.revision", is(4));
        revert(owner, "9").statusCode(404);
        as(owner)
                .header("If-Match", "\"old\"")
                .post("/api/v1/acme/" + path + "/revisions/2/revert")
                .then()
                .statusCode(412);
    }

    @Test
    void revertingIsCheckedAsAnApplyIs() {
        String using = limited("PT4M").replace("[\"true\"]", "[\"true\"], env: {P: \"${{ secrets.db }}\"}");
        apply(owner, using).statusCode(200);
        apply(owner, limited("PT5M")).statusCode(200);
        apply(owner, """
                apiVersion: gatehouse.dev/v1
                kind: Role
                metadata: {name: %s}
                spec: {permissions: ["job:read", "job:write"]}
                """.formatted(place)).statusCode(200);
        Account author = access.account("acme", place, place);

        revert(author, "1").statusCode(200);
        revert(author, "4").statusCode(403);
        delete(owner, "secrets/" + place + "/db").statusCode(200);
        revert(owner, "4").statusCode(422).body("code", equalTo("manifest_invalid"));
    }

    @Test
    void readingNeedsItsPermissionAndRevertingAnother() {
        apply(owner, """
                apiVersion: gatehouse.dev/v1
                kind: Role
                metadata: {name: %s}
                spec: {permissions: ["job:read"]}
                """.formatted(place)).statusCode(200);
        Account reader = access.account("acme", place, place);
        Account stranger = access.stranger("acme");
        Account foreign = access.account("globex", "Owner", "root");

        get(reader, path + "/revisions").statusCode(200);
        revert(reader, "1").statusCode(403);
        revert(reader, "9").statusCode(403);
        for (String below : new String[] {"/revisions", "/revisions/1", "/revisions/1/diff"}) {
            get(stranger, path + below).statusCode(403);
            get(foreign, path + below).statusCode(404);
        }
    }

    @Test
    void aNameThatIsDeclaredAnewBeginsAnew() {
        delete(owner, path).statusCode(200);
        get(owner, path + "/revisions").statusCode(404);

        apply(owner, limited("PT9M")).statusCode(200);

        get(owner, path + "/revisions").body("items.revision", contains(1));
        get(owner, path + "/revisions/3").statusCode(404);
    }

    @Test
    void aTenantScopedResourceHasRevisionsToo() {
        put(as(owner), "workergroups/" + place, group(place) + "spec: {description: many}\n")
                .statusCode(200);

        get(owner, "workergroups/" + place + "/revisions").body("items.revision", contains(2, 1));
        get(owner, "workergroups/" + place + "/revisions/2/diff").body("diff.path", contains("/spec/description"));
        as(owner)
                .post("/api/v1/acme/workergroups/" + place + "/revisions/1/revert")
                .then()
                .statusCode(200)
                .body("metadata.revision", is(3));
    }

    @Test
    void aResourceThatIsNamedRevisionsIsShown() {
        apply(owner, secret(place, "revisions")).statusCode(200);

        get(owner, "secrets/" + place + "/revisions").body("metadata.name", equalTo("revisions"));
        get(owner, "secrets/" + place + "/revisions/revisions").body("items.revision", contains(1));
        get(owner, "secrets/" + place + "/revisions/revisions/1").body("metadata.name", equalTo("revisions"));
        get(owner, "secrets/" + place + "/revisions/1").statusCode(404);
    }

    @Test
    void whatIsReadCanBeAppliedAsItIs() {
        String read = get(owner, path).extract().asString();

        as(owner)
                .contentType("application/json")
                .body(read)
                .put("/api/v1/acme/" + path)
                .then()
                .statusCode(200)
                .body("metadata.revision", is(3));
    }
}
