package dev.gatehouse.gateway.resource;

import static dev.gatehouse.gateway.resource.ResourceCalls.apply;
import static dev.gatehouse.gateway.resource.ResourceCalls.as;
import static dev.gatehouse.gateway.resource.ResourceCalls.cancel;
import static dev.gatehouse.gateway.resource.ResourceCalls.delete;
import static dev.gatehouse.gateway.resource.ResourceCalls.get;
import static dev.gatehouse.gateway.resource.ResourceCalls.group;
import static dev.gatehouse.gateway.resource.ResourceCalls.job;
import static dev.gatehouse.gateway.resource.ResourceCalls.manifest;
import static dev.gatehouse.gateway.resource.ResourceCalls.namespace;
import static dev.gatehouse.gateway.resource.ResourceCalls.secret;
import static dev.gatehouse.gateway.resource.ResourceCalls.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.way.Until;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DeleteTest {
    @Inject
    TestAccess access;

    private Account owner;
    private String place;
    private String jobPath;

    @BeforeEach
    void aJobWithAGroupAndASecret() {
        owner = access.account("acme", "Owner", "root");
        place = "p" + owner.subject().toString().replace("-", "").substring(12);
        jobPath = "jobs/" + place + "/j";
        apply(owner, manifest(namespace(place), group(place), secret(place, "db"), usingJob()))
                .statusCode(200);
    }

    private String usingJob() {
        return job(place, "j", place)
                .replace("command: [\"true\"]", "command: [\"true\"], env: {P: \"${{ secrets.db }}\"}");
    }

    private void gone(String path) {
        Until.sees(() -> as(owner).get("/api/v1/acme/" + path).statusCode(), status -> status == 404);
    }

    private String event(String code) {
        return access.query(
                        "SELECT convert_from(leaf, 'UTF8') FROM event WHERE tenant = 'acme' AND code = ?"
                                + " ORDER BY at DESC, id DESC LIMIT 1",
                        code)
                .orElse("");
    }

    @Test
    void whatNobodyNeedsIsDeletedAndRecorded() {
        delete(owner, jobPath)
                .statusCode(200)
                .body("kind", equalTo("Job"), "name", equalTo("j"), "change", equalTo("deleted"));

        get(owner, jobPath).statusCode(404);
        delete(owner, jobPath).statusCode(404);
        assertThat(event("resource.deleted"))
                .contains("\"resource\":\"job/")
                .contains(owner.subject().toString())
                .contains("\"decision\":");
    }

    @Test
    void aNameCanBeDeclaredAgainAsSomethingNew() {
        String first = get(owner, jobPath).extract().header("ETag");
        String execution = start(owner, place + "/j");
        cancel(owner, execution);
        delete(owner, jobPath).statusCode(200);

        apply(owner, usingJob()).body("items[0].change", equalTo("created"), "items[0].revision", is(1));

        get(owner, jobPath).header("ETag", not(first));
        get(owner, "executions/" + execution).body("job", equalTo(place + "/j"), "revision", is(1));
    }

    @Test
    void aJobWhoseExecutionsLiveStays() {
        start(owner, place + "/j");
        start(owner, place + "/j");

        delete(owner, jobPath)
                .statusCode(409)
                .body("code", equalTo("job_in_use"), "detail", containsString("2 executions"));

        get(owner, jobPath).statusCode(200);
    }

    @Test
    void aDrainingJobTakesNothingNewAndGoesWhenItsLastExecutionEnded() {
        String execution = start(owner, place + "/j");

        delete(owner, jobPath + "?drain=true")
                .statusCode(202)
                .body("change", equalTo("draining"), "waitingFor.executions", is(1));

        get(owner, jobPath)
                .body(
                        "status.draining",
                        is(true),
                        "status.by",
                        equalTo(owner.subject().toString()))
                .header("ETag", containsString("-draining"));
        as(owner)
                .contentType("application/json")
                .body("{\"job\": \"" + place + "/j\"}")
                .post("/api/v1/acme/executions")
                .then()
                .statusCode(409)
                .body("code", equalTo("resource_draining"));
        apply(owner, usingJob()).statusCode(409).body("code", equalTo("resource_draining"));
        delete(owner, jobPath + "?drain=true").statusCode(202);
        delete(owner, jobPath).statusCode(409);
        get(owner, "executions/" + execution).body("state", equalTo("QUEUED"));
        assertThat(event("resource.draining")).contains("\"decision\":");

        cancel(owner, execution);

        gone(jobPath);
        assertThat(event("resource.deleted")).contains("\"resource\":\"job/");
        apply(owner, usingJob()).statusCode(200);
    }

    @Test
    void whatOthersReferToStaysAndSaysWhoDoes() {
        delete(owner, "secrets/" + place + "/db?drain=true")
                .statusCode(409)
                .body("code", equalTo("secret_in_use"), "detail", containsString("Job " + place + "/j"));
        delete(owner, "workergroups/" + place)
                .statusCode(409)
                .body("code", equalTo("workergroup_in_use"), "detail", containsString("Job " + place + "/j"));
        delete(owner, "namespaces/" + place)
                .statusCode(409)
                .body("code", equalTo("namespace_in_use"), "detail", containsString("Secret " + place + "/db"));

        delete(owner, jobPath).statusCode(200);
        delete(owner, "secrets/" + place + "/db").statusCode(200);
        delete(owner, "workergroups/" + place).statusCode(200);
        delete(owner, "namespaces/" + place).statusCode(200);
    }

    @Test
    void whoMayNotReadAReferrerOnlyHearsThatThereIsOne() {
        apply(owner, """
                apiVersion: gatehouse.dev/v1
                kind: Role
                metadata: {name: %s}
                spec: {permissions: ["workergroup:write"]}
                """.formatted(place)).statusCode(200);
        Account keeper = access.account("acme", place, "root");

        delete(keeper, "workergroups/" + place)
                .statusCode(409)
                .body("detail", containsString("1 that you may not read"), "detail", not(containsString("/j")));
        delete(owner, "roles/" + place)
                .statusCode(409)
                .body("code", equalTo("role_in_use"), "detail", containsString("RoleBinding root/of-"));
    }

    @Test
    void aNamespaceThatImpliesAParentWithSomethingInItStays() {
        apply(owner, manifest(namespace(place + "b.c"), secret(place + "b", "s")))
                .statusCode(200);

        delete(owner, "namespaces/" + place + "b.c")
                .statusCode(409)
                .body("detail", containsString("Secret " + place + "b/s"));

        apply(owner, namespace(place + "b")).statusCode(200);
        delete(owner, "namespaces/" + place + "b.c").statusCode(200);
        delete(owner, "namespaces/" + place + "b").statusCode(409);
    }

    @Test
    void aSecretIsNeededByExecutionsOfAnOlderRevisionThatUsedIt() {
        String execution = start(owner, place + "/j");
        apply(owner, job(place, "j", place)).statusCode(200);

        delete(owner, "secrets/" + place + "/db")
                .statusCode(409)
                .body("code", equalTo("secret_in_use"), "detail", containsString("1 execution of it"));
        delete(owner, "secrets/" + place + "/db?drain=true").statusCode(202);
        as(owner)
                .contentType("application/json")
                .body("{\"job\": \"" + place + "/j\", \"revision\": 1}")
                .post("/api/v1/acme/executions")
                .then()
                .statusCode(409);
        start(owner, place + "/j");
        apply(owner, usingJob()).statusCode(422);

        cancel(owner, execution);

        gone("secrets/" + place + "/db");
    }

    @Test
    void aDeletedSecretTakesItsValueWithIt() {
        as(owner)
                .contentType("application/octet-stream")
                .body("correct horse".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .put("/api/v1/acme/secrets/" + place + "/db/value")
                .then()
                .statusCode(204);
        delete(owner, jobPath).statusCode(200);

        delete(owner, "secrets/" + place + "/db").statusCode(200);

        assertThat(access.query("SELECT 1 FROM secret_value WHERE namespace = ?", place))
                .isEmpty();
    }

    @Test
    void aDeletedBindingGivesNothingFromThenOn() {
        Account guest = access.stranger("acme");
        apply(owner, """
                apiVersion: gatehouse.dev/v1
                kind: RoleBinding
                metadata: {namespace: %s, name: guest}
                spec: {role: Owner, subjects: [{id: %s}]}
                """.formatted(place, guest.subject())).statusCode(200);
        get(guest, jobPath).statusCode(200);

        delete(owner, "rolebindings/" + place + "/guest").statusCode(200);

        get(guest, jobPath).statusCode(403);
    }

    @Test
    void onlyTheRevisionThatTheCallerSawIsDeleted() {
        String seen = get(owner, jobPath).extract().header("ETag");
        apply(owner, job(place, "j", place)).statusCode(200);

        as(owner)
                .header("If-Match", seen)
                .delete("/api/v1/acme/" + jobPath)
                .then()
                .statusCode(412);
        as(owner)
                .header("If-Match", "nonsense")
                .delete("/api/v1/acme/" + jobPath)
                .then()
                .statusCode(400);
        delete(owner, jobPath + "?drain=perhaps").statusCode(422);

        get(owner, jobPath).statusCode(200);
    }

    @Test
    void readingIsNotDeleting() {
        apply(owner, """
                apiVersion: gatehouse.dev/v1
                kind: Role
                metadata: {name: %s}
                spec: {permissions: ["job:read"]}
                """.formatted(place)).statusCode(200);
        Account reader = access.account("acme", place, place);
        Account foreign = access.account("globex", "Owner", "root");

        delete(reader, jobPath).statusCode(403);
        delete(reader, "jobs/" + place + "/nothing").statusCode(403);
        delete(foreign, jobPath).statusCode(404);
        delete(owner, "jobs/" + place).statusCode(404);
        delete(owner, "things/x").statusCode(404);

        get(reader, jobPath).statusCode(200);
    }
}
