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
import static dev.gatehouse.gateway.resource.ResourceCalls.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DryRunTest {
    @Inject
    TestAccess access;

    private Account owner;
    private String place;

    @BeforeEach
    void aNamespaceWithAGroupAndASecret() {
        owner = access.account("acme", "Owner", "root");
        place = "p" + owner.subject().toString().replace("-", "").substring(12);
        apply(owner, manifest(namespace(place), group(place), secret(place, "db")))
                .statusCode(200);
    }

    private ValidatableResponse tried(Account by, String yaml) {
        return as(by).contentType("application/yaml")
                .body(yaml.getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/acme/apply?dryRun=true")
                .then();
    }

    private String records() {
        return access.query(
                        "SELECT (SELECT count(*) FROM question WHERE subject_id = ?) || ' ' || "
                                + "(SELECT revision FROM tenant WHERE name = 'acme')",
                        owner.subject())
                .orElseThrow();
    }

    @Test
    void saysWhatWouldBecomeOfEveryDocumentAndChangesNothing() {
        String before = records();

        tried(
                        owner,
                        manifest(
                                secret(place, "db"),
                                namespace(place) + "spec: {description: x}\n",
                                job(place, "j", place)))
                .statusCode(200)
                .body("items.change", contains("unchanged", "updated", "created"))
                .body("items[0].diff", empty())
                .body("items[1].revision", is(2))
                .body("items[1].diff[0].op", equalTo("add"))
                .body("items[1].diff[0].path", equalTo("/spec/description"))
                .body("items[1].diff[0].before", nullValue())
                .body("items[1].diff[0].after", equalTo("x"))
                .body("items[2].diff[0].path", equalTo("/spec"));

        get(owner, "jobs/" + place + "/j").statusCode(404);
        get(owner, "namespaces/" + place).body("metadata.revision", is(1));
        assertThat(records()).isEqualTo(before);
    }

    @Test
    void checksAsForReal() {
        tried(owner, job(place, "j", "nowhere")).statusCode(422).body("code", equalTo("manifest_invalid"));
        tried(owner, job(place, "j", place).replace("[\"true\"]", "[\"true\"], env: {P: \"${{ secrets.none }}\"}"))
                .statusCode(422);
        tried(owner, secret(place, "db").replace("name: db", "name: db, revision: 7"))
                .statusCode(409)
                .body("code", equalTo("revision_conflict"));
    }

    @Test
    void whoMayNotApplyMayNotTryEither() {
        apply(owner, """
                apiVersion: gatehouse.dev/v1
                kind: Role
                metadata: {name: %s}
                spec: {permissions: ["job:write"]}
                """.formatted(place)).statusCode(200);
        Account author = access.account("acme", place, place);
        String using = job(place, "j", place).replace("[\"true\"]", "[\"true\"], env: {P: \"${{ secrets.db }}\"}");

        tried(author, job(place, "j", place)).statusCode(200);
        tried(author, using).statusCode(403).body("errors[0].message", containsString("secret:use"));
        tried(access.stranger("acme"), job(place, "j", place)).statusCode(403);
        as(access.stranger("acme"))
                .delete("/api/v1/acme/secrets/" + place + "/db?dryRun=true")
                .then()
                .statusCode(403);
    }

    @Test
    void aTriedPutAnswersItsDifferencesOnly() {
        put(as(owner), "secrets/" + place + "/db?dryRun=true", secret(place, "db") + "spec: {description: a}\n")
                .statusCode(200)
                .body("change", equalTo("updated"), "diff.path", contains("/spec/description"));
        put(as(owner).header("If-None-Match", "*"), "secrets/" + place + "/db?dryRun=true", secret(place, "db"))
                .statusCode(412);

        get(owner, "secrets/" + place + "/db").body("metadata.revision", is(1));
    }

    @Test
    void aTriedDeletionSaysWhatWouldBeGoneOrHaveToWait() {
        apply(owner, job(place, "j", place)).statusCode(200);
        delete(owner, "secrets/" + place + "/db?dryRun=true")
                .statusCode(200)
                .body("change", equalTo("deleted"), "diff[0].op", equalTo("remove"));
        start(owner, place + "/j");

        delete(owner, "jobs/" + place + "/j?dryRun=true").statusCode(409);
        delete(owner, "jobs/" + place + "/j?dryRun=true&drain=true")
                .statusCode(200)
                .body("change", equalTo("draining"), "waitingFor.executions", is(1));

        get(owner, "secrets/" + place + "/db").statusCode(200);
        get(owner, "jobs/" + place + "/j").body("status", nullValue());
    }

    @Test
    void aFlagIsTrueOrFalse() {
        as(owner)
                .contentType("application/yaml")
                .body(secret(place, "db").getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/acme/apply?dryRun=yes")
                .then()
                .statusCode(422)
                .body("code", equalTo("parameter_invalid"));
    }

    @Test
    void whoMayWriteButNotReadHearsWhatIsDoneAndNotWhatStandsThere() {
        apply(owner, manifest(job(place, "j", place), """
                apiVersion: gatehouse.dev/v1
                kind: Role
                metadata: {name: %s}
                spec: {permissions: ["job:write"]}
                """.formatted(place))).statusCode(200);
        Account writer = access.account("acme", place, place);
        String other = job(place, "j", place).replace("true", "other");
        String path = "jobs/" + place + "/j";

        for (String answer : List.of(
                put(as(writer), path + "?dryRun=true", other)
                        .statusCode(200)
                        .extract()
                        .asString(),
                tried(writer, other).statusCode(200).extract().asString(),
                delete(writer, path + "?dryRun=true").statusCode(200).extract().asString(),
                put(as(writer), path, other).statusCode(200).extract().asString(),
                as(writer)
                        .post("/api/v1/acme/" + path + "/revisions/1/revert")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString())) {
            assertThat(answer).contains("\"j\"").doesNotContain("command", "diff", "other");
        }
        put(as(owner), path + "?dryRun=true", other)
                .statusCode(200)
                .body("diff.path", contains("/spec/run/process/command/0"));
    }
}
