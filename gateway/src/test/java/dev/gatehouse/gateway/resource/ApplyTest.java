package dev.gatehouse.gateway.resource;

import static dev.gatehouse.gateway.resource.ResourceCalls.apply;
import static dev.gatehouse.gateway.resource.ResourceCalls.get;
import static dev.gatehouse.gateway.resource.ResourceCalls.manifest;
import static dev.gatehouse.gateway.resource.ResourceCalls.namespace;
import static dev.gatehouse.gateway.resource.ResourceCalls.secret;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;

import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ApplyTest {
    private static final String JOB = """
            apiVersion: gatehouse.dev/v1
            kind: Job
            metadata: {namespace: %s, name: %s}
            spec:
              run:
                process:
                  command: [echo, hello]
                  env: {%s}
            """;

    @Inject
    TestAccess access;

    private Account owner;
    private String place;

    @BeforeEach
    void ownerOfAFreshNamespace() {
        owner = access.account("acme", "Owner", "root");
        place = "p" + owner.subject().toString().replace("-", "");
    }

    @Test
    void aManifestIsAppliedAndReadBack() {
        apply(owner, manifest(JOB.formatted(place + ".etl", "nightly", ""), namespace(place + ".etl")))
                .statusCode(200)
                .body("items.kind", contains("Job", "Namespace"))
                .body("items.change", everyItem(equalTo("created")))
                .body("items[0].revision", is(1))
                .body("items[0].namespace", equalTo(place + ".etl"));

        get(owner, "jobs/" + place + ".etl/nightly")
                .statusCode(200)
                .body("kind", equalTo("Job"))
                .body("apiVersion", equalTo("gatehouse.dev/v1"))
                .body("metadata.revision", is(1))
                .body("spec.run.process.command", contains("echo", "hello"));
        get(owner, "namespaces/" + place + ".etl").statusCode(200).body("metadata.name", equalTo(place + ".etl"));
    }

    @Test
    void anUnchangedSpecKeepsItsRevisionAndAChangedOneGetsTheNext() {
        apply(owner, manifest(namespace(place), JOB.formatted(place, "a", "A: x")))
                .statusCode(200);

        apply(owner, "# only words\n" + JOB.formatted(place, "a", "A: \"x\""))
                .body("items[0].change", equalTo("unchanged"))
                .body("items[0].revision", is(1));
        apply(owner, JOB.formatted(place, "a", "A: y"))
                .body("items[0].change", equalTo("updated"))
                .body("items[0].revision", is(2));
        assertThat(access.query(
                        "SELECT v.revision FROM resource r JOIN resource_revision v USING (tenant, id, changed_at)"
                                + " WHERE r.tenant = 'acme' AND r.namespace = ?",
                        place))
                .contains("2");
    }

    @Test
    void everyChangeHasARevisionAnEventAndARecordedQuestion() {
        apply(owner, namespace(place)).statusCode(200);

        assertThat(access.query(
                        "SELECT count(*) FROM resource r JOIN resource_revision v USING (tenant, id, revision)"
                                + " WHERE r.tenant = 'acme' AND r.name = ? AND v.digest = r.digest",
                        place))
                .contains("1");
        assertThat(access.query(
                        "SELECT e.code FROM event e JOIN event_detail d ON d.event_id = e.id"
                                + " WHERE e.tenant = 'acme' AND d.field = 'name' AND d.value = ?",
                        "\"" + place + "\""))
                .contains("resource.applied");
        assertThat(access.query(
                        "SELECT outcome FROM question WHERE tenant = 'acme' AND subject_id = ? AND act = ?",
                        owner.subject(),
                        "namespace:write"))
                .contains("allow");
    }

    @Test
    void oneForbiddenDocumentStopsAllOfThemAndIsRecorded() {
        apply(owner, manifest(namespace(place + ".a"), namespace(place + ".b"))).statusCode(200);
        Account half = access.account("acme", "Owner", place + ".a");

        apply(half, manifest(JOB.formatted(place + ".a", "x", ""), JOB.formatted(place + ".b", "x", "")))
                .statusCode(403)
                .body("code", equalTo("forbidden"))
                .body("errors[0].line", is(10));

        get(owner, "jobs/" + place + ".a/x").statusCode(404);
        assertThat(access.query(
                        "SELECT string_agg(outcome, ',' ORDER BY outcome) FROM question"
                                + " WHERE tenant = 'acme' AND subject_id = ?",
                        half.subject()))
                .contains("allow,deny");
        assertThat(access.query(
                        "SELECT count(*) FROM event WHERE tenant = 'acme' AND code = 'access.denied'"
                                + " AND convert_from(leaf, 'UTF8') LIKE '%' || ? || '%'",
                        half.subject().toString()))
                .contains("1");
        apply(half, JOB.formatted(place + ".a", "x", "")).statusCode(200);
    }

    @Test
    void aTenantScopedKindIsAskedAtTheRoot() {
        Account local = access.account("acme", "Owner", place);

        apply(local, namespace(place)).statusCode(403);
    }

    @Test
    void oneInvalidDocumentStopsAllOfThem() {
        apply(owner, manifest(namespace(place), secret("undeclared." + place, "s")))
                .statusCode(422)
                .body("code", equalTo("manifest_invalid"))
                .body("errors[0].pointer", equalTo("/metadata/namespace"))
                .body("errors[0].line", is(7));

        get(owner, "namespaces/" + place).statusCode(404);
    }

    @Test
    void theParentsOfADeclaredNamespaceAreImplied() {
        apply(owner, namespace(place + ".a.b")).statusCode(200);

        apply(owner, secret(place + ".a", "s")).statusCode(200);
        apply(owner, secret(place + ".c", "s")).statusCode(422);
    }

    @Test
    void aSyntaxErrorHasItsLineAndColumn() {
        apply(owner, "kind: Job\nspec: {a: b, ]\n")
                .statusCode(422)
                .body("code", equalTo("manifest_invalid"))
                .body("errors[0].line", is(2))
                .body("errors[0].column", is(14));
    }

    @Test
    void aBrokenSchemaHasAPointerAndAPlace() {
        apply(owner, JOB.formatted(place, "a", "A: 1").replace("spec:", "spec:\n  nonsense: 1"))
                .statusCode(422)
                .body("errors.pointer", contains("/spec/nonsense", "/spec/run/process/env/A"))
                .body("errors[0].line", is(5))
                .body("errors[1].line", is(9))
                .body("errors[1].column", is(16));
    }

    @Test
    void anUnknownKindIsRefusedWithTheKnownOnes() {
        apply(owner, "apiVersion: gatehouse.dev/v1\nkind: Pod\nmetadata: {name: x}\n")
                .statusCode(422)
                .body("errors[0].pointer", equalTo("/kind"))
                .body(
                        "errors[0].message",
                        containsString(
                                "Namespace, WorkerGroup, Role, RoleBinding, Guardrail, IdentityProvider, ServiceAccount, SecretStore, Secret, Job"));
        get(owner, "pods")
                .statusCode(404)
                .body(
                        "detail",
                        containsString(
                                "namespaces, workergroups, roles, rolebindings, guardrails, identityproviders, serviceaccounts, secretstores, secrets, jobs"));
    }

    @Test
    void oneResourceStandsOnceInAManifest() {
        apply(owner, manifest(namespace(place), namespace(place)))
                .statusCode(422)
                .body("errors[0].line", is(7));
    }

    @Test
    void aTooLargeManifestIsRefused() {
        apply(owner, "# " + "x".repeat(256 * 1024)).statusCode(413).body("code", equalTo("body_too_large"));
    }

    @Test
    void filesAreInlinedAsTextOrBytes() {
        String yaml = manifest(
                namespace(place),
                JOB.formatted(place, "a", "")
                        + "      files:\n        x.txt: {from: src/x.txt}\n        x.bin: {from: x.bin}\n");

        given().auth()
                .oauth2(owner.token())
                .multiPart("manifest", "manifest.yaml", yaml.getBytes(StandardCharsets.UTF_8), "application/yaml")
                .multiPart("src/x.txt", "x.txt", "${{ not.a.template }}\n".getBytes(StandardCharsets.UTF_8))
                .multiPart("x.bin", "x.bin", new byte[] {0, (byte) 0xff})
                .post("/api/v1/acme/apply")
                .then()
                .statusCode(200);

        get(owner, "jobs/" + place + "/a")
                .body("spec.run.process.files.'x.txt'.text", equalTo("${{ not.a.template }}\n"))
                .body("spec.run.process.files.'x.bin'.base64", equalTo("AP8="))
                .body("spec.run.process.files.'x.bin'.from", is((Object) null));
    }

    @Test
    void aFileThatWasNotSentIsNamed() {
        apply(
                        owner,
                        manifest(
                                namespace(place),
                                JOB.formatted(place, "a", "") + "      files: {x.txt: {from: src/x.txt}}\n"))
                .statusCode(422)
                .body("errors[0].pointer", equalTo("/spec/run/process/files/x.txt/from"))
                .body("errors[0].message", containsString("src/x.txt"));
    }

    @Test
    void filesHoldNoMoreThanTheirLimit() {
        String yaml = manifest(namespace(place), JOB.formatted(place, "a", "") + "      files: {x: {from: x}}\n");

        given().auth()
                .oauth2(owner.token())
                .multiPart("manifest", "m", yaml.getBytes(StandardCharsets.UTF_8), "application/yaml")
                .multiPart("x", "x", new byte[256 * 1024 + 1])
                .post("/api/v1/acme/apply")
                .then()
                .statusCode(422)
                .body("errors[0].pointer", equalTo("/spec/run/process/files"));
    }

    @Test
    void aSecretIsTheNearestUpwardsAndStoredInFull() {
        apply(
                        owner,
                        manifest(
                                namespace(place + ".a.b"),
                                secret(place, "db"),
                                secret(place + ".a", "db"),
                                secret(place, "far"),
                                JOB.formatted(place + ".a.b", "j", "A: '${{ secrets.db }}', B: '${{secrets.far}}'")))
                .statusCode(200);

        get(owner, "jobs/" + place + ".a.b/j")
                .body("spec.run.process.env.A", equalTo("${{ secrets." + place + ".a/db }}"))
                .body("spec.run.process.env.B", equalTo("${{ secrets." + place + "/far }}"));
    }

    @Test
    void aSecretThatIsMissingOrBesideTheJobIsRefused() {
        apply(owner, manifest(namespace(place + ".a"), namespace(place + ".b"), secret(place + ".b", "db")))
                .statusCode(200);

        apply(owner, JOB.formatted(place + ".a", "j", "A: '${{ secrets.db }}'"))
                .statusCode(422)
                .body("errors[0].pointer", equalTo("/spec/run/process/env/A"));
        apply(owner, JOB.formatted(place + ".a", "j", "A: '${{ secrets." + place + ".b/db }}'"))
                .statusCode(422);
    }

    @Test
    void theAuthorNeedsLeaveToUseASecretAndAnotherAuthorMakesARevision() {
        apply(
                        owner,
                        manifest(
                                namespace(place),
                                secret(place, "db"),
                                role("writer-" + place, "job:write, job:read"),
                                role("user-" + place, "job:write, secret:use")))
                .statusCode(200);
        Account writer = access.account("acme", "writer-" + place, place);
        Account user = access.account("acme", "user-" + place, place);
        String job = JOB.formatted(place, "j", "A: '${{ secrets.db }}'");

        apply(writer, job).statusCode(403);
        get(owner, "jobs/" + place + "/j").statusCode(404);
        apply(owner, job).body("items[0].change", equalTo("created"));
        apply(owner, job).body("items[0].change", equalTo("unchanged"));
        apply(user, job).body("items[0].change", equalTo("updated")).body("items[0].revision", is(2));
        assertThat(access.query(
                        "SELECT author FROM resource WHERE tenant = 'acme' AND kind = 'job' AND namespace = ?", place))
                .contains(user.subject().toString());
    }

    private static String role(String name, String permissions) {
        return "apiVersion: gatehouse.dev/v1\nkind: Role\nmetadata: {name: %s}\nspec: {permissions: [%s]}\n"
                .formatted(name, "\"" + permissions.replace(", ", "\", \"") + "\"");
    }

    private static String binding(String namespace, String name, String role, String subject) {
        return """
                apiVersion: gatehouse.dev/v1
                kind: RoleBinding
                metadata: {namespace: %s, name: %s}
                spec: {role: %s, subjects: [%s]}
                """.formatted(namespace, name, role, subject);
    }

    @Test
    void aBindingStoresIdsAndCountsAtOnce() {
        Account guest = access.stranger("acme");
        get(guest, "jobs/" + place).statusCode(403);

        apply(
                        owner,
                        manifest(
                                namespace(place),
                                role("reader-" + place, "job:read"),
                                JOB.formatted(place, "j", ""),
                                binding(place, "guests", "reader-" + place, "{serviceAccount: " + guest.name() + "}")))
                .statusCode(200);

        get(owner, "rolebindings/" + place + "/guests")
                .body(
                        "spec.subjects",
                        contains(java.util.Map.of("id", guest.subject().toString())));
        get(guest, "jobs/" + place).statusCode(200).body("items.metadata.name", contains("j"));
    }

    @Test
    void aBindingOfAnUnknownRoleOrSubjectIsRefused() {
        apply(owner, namespace(place)).statusCode(200);

        apply(owner, binding(place, "b", "Nobody", "{user: ada}, {group: admins}, {serviceAccount: x}"))
                .statusCode(422)
                .body(
                        "errors.pointer",
                        contains(
                                "/spec/role",
                                "/spec/subjects/0/user",
                                "/spec/subjects/1/group",
                                "/spec/subjects/2/serviceAccount"));
        Account foreign = access.stranger("globex");
        apply(owner, binding(place, "b", "Launcher", "{id: " + foreign.subject() + "}"))
                .statusCode(422);
    }

    @Test
    void aRoleHasItsOwnNameAndKnownPermissions() {
        apply(owner, role("owner", "job:read")).statusCode(422).body("errors[0].pointer", equalTo("/metadata/name"));
        apply(owner, role("r-" + place, "job:fly"))
                .statusCode(422)
                .body("errors[0].pointer", equalTo("/spec/permissions/0"));
    }

    @Test
    void templatesStandOnlyWhereTheyMay() {
        apply(owner, manifest(namespace(place), JOB.formatted(place, "j", "LD_PRELOAD: '${{ execution.id }}'")))
                .statusCode(422)
                .body("errors[0].pointer", equalTo("/spec/run/process/env/LD_PRELOAD"))
                .body("errors[0].line", is(12));
    }

    @Test
    void theSameResourceAppliedAtOnceGetsConsecutiveRevisions() throws Exception {
        apply(owner, namespace(place)).statusCode(200);
        List<Callable<Integer>> applies = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String yaml = manifest(JOB.formatted(place, "b", "V: v" + i), JOB.formatted(place, "a", "V: v" + i));
            applies.add(() -> apply(owner, yaml).extract().statusCode());
        }

        List<Integer> answers = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (Future<Integer> answer : threads.invokeAll(applies)) {
                answers.add(answer.get());
            }
        }

        assertThat(answers).containsOnly(200);
        get(owner, "jobs/" + place + "/a").body("metadata.revision", is(8));
    }
}
