package dev.gatehouse.gateway.explanation;

import static dev.gatehouse.gateway.explanation.ExplanationCalls.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.emptyOrNullString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Decisions, explained afterwards. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class DecisionTest {
    @Inject
    TestAccess access;

    @Inject
    ExplanationCalls calls;

    private static Response explain(TestAccess.Account who, String decision) {
        return as(who).get("/api/v1/" + who.tenant() + "/decisions/" + decision);
    }

    /** Of the only decision that allowed the account to write a job. */
    private String allowedWrite(TestAccess.Account who, String namespace) {
        ExplanationCalls.apply(
                who, """
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: %s, name: j-%s}
                spec: {workerGroup: explained, run: {process: {command: ["true"]}}}
                """.formatted(namespace, who.subject().toString().substring(24)));
        return access.query("SELECT id FROM question WHERE subject_id = ? AND act = 'job:write'", who.subject())
                .orElseThrow();
    }

    private void declareWorkerGroup() {
        calls.apply("""
                apiVersion: gatehouse.dev/v1
                kind: WorkerGroup
                metadata: {name: explained}
                spec: {}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Namespace
                metadata: {name: data}
                spec: {}
                """);
    }

    @Test
    void whoeverWasDeniedSeesWhatWasMissingAndNoRule() {
        var ada = access.account("acme", "Launcher", "dev");
        String decision = calls.deniedStart(ada, "data/etl");

        var seen = explain(ada, decision).then().statusCode(200);

        seen.body("id", equalTo(decision))
                .body("form", equalTo("user"))
                .body("outcome", equalTo("deny"))
                .body("permission", equalTo("execution:create"))
                .body("namespace", equalTo("data"))
                .body("object", equalTo("job/data/etl"))
                .body("reason_user", equalTo("None of your roles gives you execution:create in data."))
                .body("rules", nullValue())
                .body("nearMisses", nullValue())
                .body("question", nullValue());
    }

    @Test
    void theFormForUsersHoldsNobodysNameOrBinding() {
        var ada = access.stranger("acme");
        var colleague = access.stranger("acme");
        UUID group = calls.group("Secret Plans", ada.subject(), colleague.subject());
        calls.bind("plans-binding", "Launcher", "dev", "{group: " + group + "}, {id: " + colleague.subject() + "}");
        String decision = calls.deniedStart(ada, "data/etl");

        String seen = explain(ada, decision).then().statusCode(200).extract().asString();

        assertThat(seen)
                .contains("None of your roles")
                .doesNotContain(
                        "Secret Plans",
                        "plans-binding",
                        group.toString(),
                        colleague.name(),
                        colleague.subject().toString(),
                        "Launcher",
                        "dev");
        explain(access.account("acme", "Owner", "root"), decision)
                .then()
                .body("nearMisses.name", contains("plans-binding"))
                .body("nearMisses.principal.name", contains("Secret Plans"));
    }

    @Test
    void whoMayReadPolicySeesTheReasonsAndWhatNearlyAllowedIt() {
        var ada = access.account("acme", "Launcher", "dev");
        String decision = calls.deniedStart(ada, "data/etl");
        var admin = calls.with("data", "policy:read");

        var seen = explain(admin, decision).then().statusCode(200);

        seen.body("form", equalTo("admin"))
                .body("subject.id", equalTo(ada.subject().toString()))
                .body("reasons.code", contains("no_matching_role"))
                .body("rules", empty())
                .body("nearMisses[0].cause", equalTo("elsewhere"))
                .body("nearMisses[0].name", equalTo("of-" + ada.subject()))
                .body("nearMisses[0].namespace", equalTo("dev"))
                .body("nearMisses[0].role", equalTo("Launcher"))
                .body("nearMisses[0].principal.id", equalTo(ada.subject().toString()))
                .body("nearMisses[0].text", containsString("but in dev and not in data"));
    }

    @Test
    void addressesAndGroupsAreForThoseWhoMaySeePeople() {
        var ada = access.stranger("acme");
        UUID group = calls.group("Night Shift", ada.subject());
        calls.bind("shift", "Launcher", "dev", "{group: " + group + "}");
        String decision = calls.deniedStart(ada, "data/etl");

        explain(calls.with("root", "policy:read"), decision)
                .then()
                .statusCode(200)
                .body("question.subject.id", equalTo(ada.subject().toString()))
                .body("question.subject.source", nullValue())
                .body("question.subject.groups", nullValue());
        explain(calls.with("root", "policy:read", "subject:read"), decision)
                .then()
                .body("question.subject.source", not(emptyOrNullString()))
                .body("question.subject.groups", contains(group.toString()));
    }

    @Test
    void whoIsToldOfAnApprovalIsForThoseWhoMaySeePeople() {
        String decision = UUID.randomUUID().toString();
        UUID rule = UUID.randomUUID();
        access.sql("""
                INSERT INTO resource (tenant, kind, namespace, name, id, revision, spec, digest, author)
                VALUES ('acme', 'guardrail', 'told', ?, ?, 1, '{"match": {"actions": ["job:read"]}, "action": "Warn",
                        "approval": {"count": 1, "notify": "https://hooks.example/secret-path"}}', repeat('0', 64), ?)""", "told-" + rule, rule, rule);
        access.sql("""
                INSERT INTO question (tenant, id, act, outcome, complete, subject_id, tenant_revision, body, explanation)
                VALUES ('acme', ?::uuid, 'execution:create', 'approval_required', true, ?, 1,
                        '{"job": {"name": "told/etl"}}', jsonb_build_object('rules', jsonb_build_array(?)))""", decision, rule, "guardrail/" + rule + "@1");

        explain(calls.with("root", "policy:read"), decision)
                .then()
                .statusCode(200)
                .body("rules.spec.approval.count", contains(1))
                .body("rules[0].spec.approval.notify", nullValue());
        explain(calls.with("root", "policy:read", "subject:read"), decision)
                .then()
                .body("rules.spec.approval.notify", contains("https://hooks.example/secret-path"));
        access.sql("DELETE FROM resource WHERE tenant = 'acme' AND id = ?", rule);
    }

    @Test
    void namesAreForThoseWhoMaySeePeople() {
        var ada = access.account("acme", "Launcher", "dev");
        String decision = calls.deniedStart(ada, "data/etl");

        explain(calls.with("root", "policy:read"), decision).then().body("subject.name", nullValue());
        explain(calls.with("root", "policy:read", "subject:read"), decision)
                .then()
                .body("subject.name", equalTo(ada.name()))
                .body("nearMisses[0].principal.name", equalTo(ada.name()));
    }

    @Test
    void othersSeeNothingWhetherOrNotThereIsSuchADecision() {
        var ada = access.account("acme", "Launcher", "dev");
        String decision = calls.deniedStart(ada, "data/etl");
        var bob = access.account("acme", "Launcher", "data");

        explain(bob, decision).then().statusCode(403);
        explain(bob, UUID.randomUUID().toString()).then().statusCode(403);
        explain(calls.with("dev", "policy:read"), decision).then().statusCode(403);
    }

    @Test
    void whoMayReadPolicyLearnsThatThereIsNoSuchDecision() {
        explain(calls.with("root", "policy:read"), UUID.randomUUID().toString())
                .then()
                .statusCode(404)
                .body("code", equalTo("decision_not_found"));
    }

    @Test
    void anotherTenantsDecisionIsNotThere() {
        String decision = calls.deniedStart(access.account("acme", "Launcher", "dev"), "data/etl");
        var stranger = access.account("globex", "Owner", "root");

        explain(stranger, decision).then().statusCode(404);
        as(stranger)
                .get("/api/v1/acme/decisions/" + decision)
                .then()
                .statusCode(404)
                .body("code", equalTo("not_found"));
    }

    @Test
    void administratorsCanSeeWhatTheUserSees() {
        var ada = access.account("acme", "Launcher", "dev");
        String decision = calls.deniedStart(ada, "data/etl");
        var admin = calls.with("root", "policy:read");

        assertThat(explain(admin, decision + "?form=user").asString())
                .isEqualTo(explain(ada, decision).asString());
        explain(ada, decision + "?form=admin").then().statusCode(403);
        explain(ada, decision + "?form=both").then().statusCode(422).body("code", equalTo("parameter_invalid"));
    }

    @Test
    void anAllowedOneNamesItsRulesAndWhatTheySaidThen() {
        declareWorkerGroup();
        var ada = calls.with("data", "job:write");
        String decision = allowedWrite(ada, "data");
        String binding = access.query("SELECT id FROM resource WHERE name = ?", "of-" + ada.subject())
                .orElseThrow();

        var seen = explain(calls.with("root", "policy:read"), decision).then().statusCode(200);

        seen.body("outcome", equalTo("allow"))
                .body("rules.kind", contains("rolebinding", "role"))
                .body("rules[0].id", equalTo(binding))
                .body("rules[0].revision", equalTo(1))
                .body("rules[0].name", equalTo("of-" + ada.subject()))
                .body("rules[0].namespace", equalTo("data"))
                .body("rules[1].spec.permissions", hasItems("job:write"));
    }

    @Test
    void aBuiltInRoleSaysWhatItGives() {
        declareWorkerGroup();
        var owner = access.account("acme", "Owner", "root");
        String decision = allowedWrite(owner, "data");

        explain(owner, decision)
                .then()
                .statusCode(200)
                .body("rules[1].name", equalTo("Owner"))
                .body("rules[1].builtIn", equalTo(true))
                .body("rules[1].spec.permissions", hasItems("policy:read", "audit:read"));
    }

    @Test
    void aRuleIsShownAsItWasWhenItDecided() {
        declareWorkerGroup();
        var ada = calls.with("data", "job:write");
        String decision = allowedWrite(ada, "data");
        String role = access.query("SELECT spec ->> 'role' FROM resource WHERE name = ?", "of-" + ada.subject())
                .orElseThrow();
        calls.apply("""
                apiVersion: gatehouse.dev/v1
                kind: Role
                metadata: {name: %s}
                spec: {permissions: ["log:read"]}
                """.formatted(role));

        explain(calls.with("root", "policy:read"), decision)
                .then()
                .statusCode(200)
                .body("rules[1].revision", equalTo(1))
                .body("rules[1].currentRevision", equalTo(2))
                .body("rules[1].spec.permissions", contains("job:write"));
    }

    @Test
    void inputsAreForThoseWhoMayReadTheLog() {
        UUID decision = UUID.randomUUID();
        UUID ada = access.stranger("acme").subject();
        access.sql("""
                INSERT INTO question (tenant, id, act, outcome, complete, subject_id, tenant_revision, body)
                VALUES ('acme', ?, 'execution:create', 'allow', true, ?, 1,
                        '{"job": {"name": "data/etl"}, "inputs": {"day": "monday"}, "launch": {"args": ["--all"]}}')""", decision, ada);

        String without =
                explain(calls.with("root", "policy:read"), decision.toString()).asString();
        String with = explain(calls.with("root", "policy:read", "audit:read"), decision.toString())
                .asString();

        assertThat(without).contains("data/etl").doesNotContain("monday", "--all");
        assertThat(with).contains("monday", "--all");
    }

    @Test
    void oneOfBeforeExplanationsIsShownWithoutThem() {
        UUID decision = UUID.randomUUID();
        var ada = access.stranger("acme");
        access.sql("""
                INSERT INTO question (tenant, id, act, outcome, complete, subject_id, tenant_revision, body)
                VALUES ('acme', ?, 'job:read', 'deny', true, ?, 1, '{"namespace": "data", "object": "job/data/x"}')""", decision, ada.subject());

        explain(ada, decision.toString())
                .then()
                .statusCode(200)
                .body("reason_user", equalTo("Policy denied you job:read in data."));
        explain(calls.with("root", "policy:read"), decision.toString())
                .then()
                .statusCode(200)
                .body("rules", empty())
                .body("nearMisses", empty());
    }

    @Test
    void toReadOthersIsAnEventOnceAMinute() {
        String decision = calls.deniedStart(access.account("acme", "Launcher", "dev"), "data/etl");
        var admin = calls.with("root", "policy:read");

        explain(admin, decision).then().statusCode(200);
        explain(admin, decision).then().statusCode(200);

        assertThat(calls.askedOfOthers(admin)).isEqualTo("1");
    }

    @Test
    void toReadOnesOwnIsNoEvent() {
        var ada = access.account("acme", "Launcher", "dev");

        explain(ada, calls.deniedStart(ada, "data/etl")).then().statusCode(200);

        assertThat(calls.askedOfOthers(ada)).isEqualTo("0");
    }
}
