package dev.gatehouse.gateway.explanation;

import static dev.gatehouse.gateway.explanation.EvaluationCalls.one;
import static dev.gatehouse.gateway.explanation.EvaluationCalls.subject;
import static dev.gatehouse.gateway.explanation.ExplanationCalls.post;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody may where guardrails say more than roles. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class GuardedEvaluationTest {
    private static final String WAITS = "People have to approve execution:create in %s first.";

    @Inject
    TestAccess access;

    @Inject
    ExplanationCalls calls;

    private String place;
    private TestAccess.Account ada;

    @BeforeEach
    void guarded() {
        place = "guarded-" + UUID.randomUUID();
        ada = access.account("acme", "Developer", place);
        var owner = access.account("acme", "Owner", "root");
        ExplanationCalls.apply(owner, """
                apiVersion: gatehouse.dev/v1
                kind: Namespace
                metadata: {name: %1$s}
                spec: {}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Namespace
                metadata: {name: %1$s.prod}
                spec: {}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Guardrail
                metadata: {namespace: %1$s.prod, name: two-people}
                spec:
                  match: {actions: ["execution:create"]}
                  action: RequireApproval
                  approval: {from: {groups: ["%2$s"]}, count: 1, expires: PT4H}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Guardrail
                metadata: {namespace: %1$s, name: no-echo}
                spec:
                  match: {actions: ["job:read"]}
                  when: "resource.name == 'echo'"
                  action: Deny
                """.formatted(place, calls.group("managers of " + place)));
    }

    @Test
    void whatWouldWaitForPeopleIsANoThatSaysSo() {
        String prod = place + ".prod";

        post(ada, "/api/v1/acme/policy/can-i", """
                {"permission": "execution:create", "namespace": "%s"}""".formatted(prod))
                .then()
                .statusCode(200)
                .body("allowed", equalTo(false))
                .body("reason_user", equalTo(WAITS.formatted(prod)));
        evaluated("execution", "create", prod + "/etl")
                .body("decision", equalTo(false))
                .body("context.reason_user.en", equalTo(WAITS.formatted(prod)));
        evaluated("execution", "create", place + "/etl").body("decision", equalTo(true));
    }

    @Test
    void whatRulesSayOfANameCountsForThatName() {
        evaluated("job", "read", place + "/echo").body("decision", equalTo(false));
        evaluated("job", "read", place + "/etl").body("decision", equalTo(true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a/b", "/A", "/a b"})
    void anIdThatNamesNoResourceIsNone(String rest) {
        evaluated("job", "read", place + rest)
                .body("decision", equalTo(false))
                .body("context.error.status", equalTo(404))
                .body("context.error.message", containsString("namespace/name"));
    }

    private ValidatableResponse evaluated(String type, String action, String id) {
        return one(
                        ada,
                        subject(ada),
                        "\"action\": {\"name\": \"%s\"}".formatted(action),
                        "\"resource\": {\"type\": \"%s\", \"id\": \"%s\"}".formatted(type, id))
                .statusCode(200);
    }
}
