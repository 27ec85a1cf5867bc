package dev.gatehouse.gateway.replay;

import static dev.gatehouse.gateway.replay.PolicyCalls.apply;
import static dev.gatehouse.gateway.replay.PolicyCalls.guardrail;
import static dev.gatehouse.gateway.replay.PolicyCalls.post;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class LintEndpointTest {
    private static final String NEVER = "action: Deny, when: \"1 > 2\"";
    private static final String SOMETIMES = "action: Deny, when: \"run.priority > 5\"";

    @Inject
    TestAccess access;

    private Account owner;
    private String namespace = "";

    @BeforeEach
    void declare() {
        namespace = "lint-" + UUID.randomUUID();
        owner = access.account("acme", "Owner", "root");
        apply(owner, "", PolicyCalls.namespaceAndJob(namespace)).then().statusCode(200);
    }

    @Test
    void findsWhatIsWrongWithDeclaredRules() {
        apply(owner, "", guardrail(namespace, "never", NEVER), guardrail(namespace, "sometimes", SOMETIMES));

        lint(Map.of("namespace", namespace))
                .body("items.name", contains("never"))
                .body("items[0].code", equalTo("rule_never_matches"))
                .body("items[0].kind", equalTo("guardrail"))
                .body("items[0].namespace", equalTo(namespace))
                .body("more", equalTo(0));
    }

    @Test
    void findsNothingWhereNothingIsWrong() {
        apply(owner, "", guardrail(namespace, "sometimes", SOMETIMES)).then().statusCode(200);

        lint(Map.of("namespace", namespace)).body("items", empty());
    }

    @Test
    void findsWhatWouldBeWrongWithACandidateAndDeclaresNothing() {
        lint(Map.of("namespace", namespace, "candidate", guardrail(namespace, "never", NEVER)))
                .body("items.name", contains("never"));

        lint(Map.of("namespace", namespace)).body("items", empty());
    }

    @Test
    void aRuleThatWouldBeGoneIsNotFound() {
        apply(owner, "", guardrail(namespace, "never", NEVER)).then().statusCode(200);

        lint(Map.of(
                        "namespace",
                        namespace,
                        "remove",
                        List.of(Map.of("kind", "Guardrail", "namespace", namespace, "name", "never"))))
                .body("items", empty());
    }

    @Test
    void aRuleThatIsNotThereCannotBeTakenAway() {
        apply(owner, "", guardrail(namespace, "never", NEVER)).then().statusCode(200);
        for (String what : List.of("lint", "replay")) {
            Map<String, Object> order = PolicyCalls.order(namespace);
            order.put("remove", List.of(named(namespace, "never"), named(namespace, "nosuch")));

            post(owner, "acme", what, order)
                    .then()
                    .statusCode(422)
                    .body("code", equalTo("unknown_rule"))
                    .body("errors.pointer", contains("/remove/1"))
                    .body("errors[0].message", containsString("no guardrail " + namespace + "/nosuch"));
        }
    }

    @Test
    void nobodyLearnsWhetherARuleIsThereThatLiesElsewhere() {
        String elsewhere = "lint-" + UUID.randomUUID();
        apply(owner, "", PolicyCalls.namespaceAndJob(elsewhere), guardrail(elsewhere, "never", NEVER))
                .then()
                .statusCode(200);

        post(owner, "acme", "lint", Map.of("namespace", namespace, "remove", List.of(named(elsewhere, "never"))))
                .then()
                .statusCode(422)
                .body("code", equalTo("unknown_rule"));
        lint(Map.of("remove", List.of(named(elsewhere, "never"))));
    }

    private static Map<String, String> named(String namespace, String name) {
        return Map.of("kind", "Guardrail", "namespace", namespace, "name", name);
    }

    @Test
    void groupsOfAnIdentityProviderAreEmptyOnceItIsGone() {
        String provider = "gone-" + UUID.randomUUID().toString().substring(0, 8);
        apply(owner, "", """
                apiVersion: gatehouse.dev/v1
                kind: IdentityProvider
                metadata: {name: %1$s}
                spec: {issuer: "https://%1$s.example", audience: gatehouse, groupsClaim: groups}
                """.formatted(provider)).then().statusCode(200);
        String binding = """
                apiVersion: gatehouse.dev/v1
                kind: RoleBinding
                metadata: {namespace: %s, name: readers}
                spec: {role: Viewer, subjects: [{group: "idp:%s/readers"}]}
                """.formatted(namespace, provider);
        String approval = "action: RequireApproval, approval: {from: {groups: [\"idp:%s/managers\"]}, expires: PT1H}"
                .formatted(provider);
        apply(owner, "", binding, guardrail(namespace, "one", approval)).then().statusCode(200);
        lint(Map.of("namespace", namespace)).body("items", empty());

        given().auth()
                .oauth2(owner.token())
                .delete("/api/v1/acme/identityproviders/" + provider)
                .then()
                .statusCode(200);

        lint(Map.of("namespace", namespace))
                .body("items.code", contains("approval_nobody_can_give", "rule_never_matches"))
                .body("items.name", contains("one", "readers"));
    }

    @Test
    void findsAConditionBesideWhichAnotherGroupStands() {
        String group = group();
        String itself = "action: Deny, when: \"inGroup('g-%1$s')\", groups: {g-%1$s: %1$s}".formatted(group);
        String another = "action: Deny, when: \"inGroup('g-%s')\", groups: {g-%s: %s}".formatted(group, group, group());

        lint(Map.of("namespace", namespace, "candidate", guardrail(namespace, "itself", itself)))
                .body("items", empty());
        lint(Map.of("namespace", namespace, "candidate", guardrail(namespace, "another", another)))
                .body("items.code", contains("group_named_otherwise"))
                .body("items.name", contains("another"));
    }

    @Test
    void knowsWhoMayApprove() {
        String group = group();
        var approver = access.account("acme", "Owner", namespace);
        apply(
                        owner,
                        "",
                        guardrail(
                                namespace,
                                "two",
                                "action: RequireApproval, approval: {from: {groups: [" + group + "]}, expires: PT1H}"))
                .then()
                .statusCode(200);

        lint(Map.of("namespace", namespace)).body("items.code", contains("approval_nobody_can_give"));
        access.sql(
                "INSERT INTO membership (tenant, group_id, user_id, provenance) VALUES ('acme', ?::uuid, ?, 'scim:linted')",
                group,
                approver.subject());
        lint(Map.of("namespace", namespace)).body("items", empty());
        access.end(approver);
        lint(Map.of("namespace", namespace)).body("items.code", hasItem("approval_nobody_can_give"));
    }

    @Test
    void knowsWhoDeclaredAServiceAccount() {
        String group = group();
        access.sql(
                "INSERT INTO membership (tenant, group_id, user_id, provenance) VALUES ('acme', ?::uuid, ?, 'scim:linted')",
                group,
                owner.subject());
        String approval = "action: RequireApproval, approval: {from: {groups: [" + group + "]}, expires: PT1H}";
        apply(owner, "", guardrail(namespace, "one", approval)).then().statusCode(200);

        apply(access.account("acme", "Owner", "root"), "", startingAccount("others-" + group))
                .then()
                .statusCode(200);
        lint(Map.of("namespace", namespace)).body("items", empty());
        apply(owner, "", startingAccount("own-" + group)).then().statusCode(200);
        lint(Map.of("namespace", namespace))
                .body("items.code", contains("approval_nobody_can_give"))
                .body("items.name", contains("one"));
    }

    @Test
    void knowsWhoStandsBehindAServiceAccountThatDeclaredOne() {
        String group = group();
        access.sql(
                "INSERT INTO membership (tenant, group_id, user_id, provenance) VALUES ('acme', ?::uuid, ?, 'scim:linted')",
                group,
                owner.subject());
        String approval = "action: RequireApproval, approval: {from: {groups: [" + group + "]}, expires: PT1H}";
        apply(owner, "", guardrail(namespace, "one", approval)).then().statusCode(200);
        apply(owner, "", account("ci-" + group)).then().statusCode(200);
        apply(access.account("acme", "Owner", "root"), "", startingAccount("bot-" + group))
                .then()
                .statusCode(200);
        lint(Map.of("namespace", namespace)).body("items", empty());

        access.sql("""
                INSERT INTO resource_revision (tenant, id, revision, spec, digest, author)
                SELECT r.tenant, r.id, r.revision + 1, r.spec, r.digest, s.id FROM resource r, subject s
                 WHERE r.tenant = 'acme' AND r.kind = 'serviceaccount' AND r.name = ?
                   AND s.tenant = 'acme' AND s.name = ?""", "bot-" + group, "ci-" + group);

        lint(Map.of("namespace", namespace)).body("items.code", contains("approval_nobody_can_give"));
    }

    private static String account(String name) {
        return """
                apiVersion: gatehouse.dev/v1
                kind: ServiceAccount
                metadata: {name: %s}
                spec: {}
                """.formatted(name);
    }

    /** A service account of that name, and a binding by which it starts jobs. */
    private String startingAccount(String name) {
        return account(name) + """
                ---
                apiVersion: gatehouse.dev/v1
                kind: RoleBinding
                metadata: {namespace: %2$s, name: %1$s}
                spec: {role: Launcher, subjects: [{serviceAccount: %1$s}]}
                """.formatted(name, namespace);
    }

    @Test
    void whoMayNotReplayMayNotLint() {
        post(access.account("acme", "Launcher", "root"), "acme", "lint", Map.of())
                .then()
                .statusCode(403);
        post(access.account("globex", "Owner", "root"), "acme", "lint", Map.of())
                .then()
                .statusCode(404);
    }

    @Test
    void aCandidateThatAnApplyWouldRefuseIsRefused() {
        post(owner, "acme", "lint", Map.of("candidate", guardrail("no-such-place", "x", NEVER)))
                .then()
                .statusCode(422)
                .body("errors[0].pointer", equalTo("/metadata/namespace"));
    }

    @Test
    void whoDeclaresARuleIsWarned() {
        for (String query : List.of("?dryRun=true", "")) {
            apply(owner, query, guardrail(namespace, "never", NEVER), guardrail(namespace, "sometimes", SOMETIMES))
                    .then()
                    .statusCode(200)
                    .body("items[0].warnings.code", contains("rule_never_matches"))
                    .body("items[1].warnings", nullValue());
        }
    }

    @Test
    void whoPutsOrRevertsARuleIsWarnedInAHeader() {
        put("never", SOMETIMES).header("Warning", nullValue());
        put("never", NEVER)
                .header("Warning", equalTo("299 - \"rule_never_matches: Its condition never holds.\""))
                .body("warnings", nullValue());
        put("never", SOMETIMES).header("Warning", nullValue());

        given().auth()
                .oauth2(owner.token())
                .post("/api/v1/acme/guardrails/" + namespace + "/never/revisions/2/revert?dryRun=true")
                .then()
                .statusCode(200)
                .header("Warning", containsString("rule_never_matches"));
    }

    @Test
    void nobodyHearsOfARuleThatTheyMayNotRead() {
        apply(owner, "", """
                apiVersion: gatehouse.dev/v1
                kind: Namespace
                metadata: {name: %1$s.below}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Role
                metadata: {name: guard}
                spec: {permissions: ["guardrail:write", "guardrail:read"]}
                """.formatted(namespace), guardrail(namespace, "frozen", "action: Deny"))
                .then()
                .statusCode(200);
        var below = access.account("acme", "guard", namespace + ".below");
        String rule = guardrail(namespace + ".below", "high", SOMETIMES);

        apply(owner, "?dryRun=true", rule).then().body("items[0].warnings.code", contains("rule_shadowed"));
        String answer = apply(below, "", rule).then().statusCode(200).extract().asString();

        assertThat(answer).doesNotContain("frozen").doesNotContain("warnings");
    }

    private ValidatableResponse put(String name, String spec) {
        var answer = given().auth()
                .oauth2(owner.token())
                .contentType("application/yaml")
                .body(guardrail(namespace, name, spec).getBytes(StandardCharsets.UTF_8))
                .put("/api/v1/acme/guardrails/" + namespace + "/" + name)
                .then();
        assertThat(answer.extract().statusCode()).isBetween(200, 201);
        return answer;
    }

    private static ValidatableResponse ok(Response response) {
        return response.then().statusCode(200);
    }

    private ValidatableResponse lint(Map<String, ?> body) {
        return ok(post(owner, "acme", "lint", body));
    }

    /** A provisioned group that is called {@code g-ID}. */
    private String group() {
        String group = UUID.randomUUID().toString();
        access.sql("""
                INSERT INTO scim_client (tenant, id, name, created_by)
                VALUES ('acme', gen_random_uuid(), 'linted', gen_random_uuid()) ON CONFLICT DO NOTHING""");
        access.sql(
                "INSERT INTO directory_group (tenant, id, source, client_id, display_name, display_name_lc)"
                        + " SELECT 'acme', ?::uuid, 'scim', id, ?, ? FROM scim_client"
                        + " WHERE tenant = 'acme' AND name = 'linted'",
                group,
                "g-" + group,
                "g-" + group);
        return group;
    }
}
