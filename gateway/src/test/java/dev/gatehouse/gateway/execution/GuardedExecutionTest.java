package dev.gatehouse.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.policy.Permission;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Guardrails on the way of an execution, from the request to the start. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class GuardedExecutionTest {
    private static final String NO_FORCE = """
            spec:
              match: {actions: ["execution:create"]}
              when: "run.command.exists(each, each.lowerAscii() == '--force')"
              action: Deny
              message: Nothing is forced here
            """;

    @Inject
    Stage stage;

    private ValidatableResponse guard(Stage.Scene scene, String name, String spec) {
        return Stage.as(scene.owner().token())
                .contentType("application/yaml")
                .body("""
                        apiVersion: gatehouse.dev/v1
                        kind: Guardrail
                        metadata: {namespace: %s, name: %s}
                        %s""".formatted(scene.namespace(), name, spec).getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/acme/apply")
                .then();
    }

    private ValidatableResponse submit(Stage.Scene scene, String launch) {
        return stage.submit(
                scene.launcher(),
                "{\"job\": \"%s\", \"inputs\": {\"name\": \"Ada\"}, \"launch\": %s}".formatted(scene.job(), launch));
    }

    @Test
    void deniesALaunchThatOverridesWhatTheJobRuns() {
        var scene = stage.scene();
        guard(scene, "no-force", NO_FORCE).statusCode(200);

        submit(scene, "{\"args\": [\"--FORCE\"]}").statusCode(403).body("code", equalTo("forbidden"));

        assertThat(stage.query(
                        "SELECT string_agg(code, ',') FROM event WHERE tenant = 'acme' AND code = 'execution.denied'"
                                + " AND encode(leaf, 'escape') LIKE ?",
                        "%" + scene.launcher().subject() + "%guardrail/%"))
                .contains("execution.denied");
        submit(scene, "{\"args\": [\"--gently\"]}").statusCode(201);
    }

    @Test
    void seesTheCommandWithItsInputsFilledIn() {
        var scene = stage.scene();
        guard(scene, "no-ada", """
                spec:
                  match: {actions: ["execution:create"]}
                  when: "run.command[2] == 'Ada' && inputs.name == 'Ada' && job.namespace == '%s'"
                  action: Deny
                """.formatted(scene.namespace())).statusCode(200);

        submit(scene, "{}").statusCode(403);
        stage.submit(scene.launcher(), "{\"job\": \"%s\", \"inputs\": {\"name\": \"Bob\"}}".formatted(scene.job()))
                .statusCode(201);
    }

    @Test
    void isAboutWhoAsksFromWhere() {
        var scene = stage.scene();
        guard(scene, "elsewhere", """
                spec:
                  match: {actions: ["execution:create"]}
                  when: "!fromNetwork('127.0.0.0/8') && !fromNetwork('::1/128')"
                  action: Deny
                """).statusCode(200);
        submit(scene, "{}").statusCode(201);

        guard(scene, "here", """
                spec:
                  match: {actions: ["execution:create"]}
                  when: "fromNetwork('127.0.0.0/8') || fromNetwork('::1/128')"
                  action: Deny
                """).statusCode(200);
        submit(scene, "{}").statusCode(403);
    }

    @Test
    void deniesWhatItCannotWorkOut() {
        var scene = stage.scene();
        guard(scene, "needs-ticket", """
                spec:
                  match: {actions: ["execution:create"]}
                  when: "inputs.ticket == ''"
                  action: Deny
                """).statusCode(200);

        submit(scene, "{}").statusCode(403);
    }

    @Test
    void letsPassWhatItWarnsOfAndSaysSoOnce() {
        var scene = stage.scene();
        submit(scene, "{}").statusCode(201).body("warnings", nullValue());
        guard(scene, "slow", """
                spec:
                  match: {actions: ["execution:create"]}
                  when: "run.timeout > duration('5m')"
                  action: Warn
                  message: Runs for long
                """).statusCode(200);

        var answer = submit(scene, "{}").statusCode(201);

        answer.body("warnings", hasItem("Guardrail %s/slow: Runs for long".formatted(scene.namespace())));
        assertThat(stage.query(
                        "SELECT encode(leaf, 'escape') FROM event WHERE execution_id = ? AND code = 'execution.accepted'",
                        Stage.id(answer).value()))
                .hasValueSatisfying(leaf -> assertThat(leaf).contains("guardrail/"));
    }

    @Test
    void revokesAtTheStartWhatWasAcceptedBefore() {
        var scene = stage.scene();
        var id = stage.queued(scene);
        var session = stage.session(scene);
        var lease = stage.claimed(session);
        guard(scene, "frozen", "spec: {match: {actions: [\"execution:create\"]}, action: Deny}\n")
                .statusCode(200);

        assertThat(stage.start(session, lease)).isInstanceOf(StartAnswer.Gone.class);
        assertThat(stage.state(id)).isEqualTo(ExecutionState.REVOKED);
    }

    @Test
    void explainsAfterwardsWhatItDeniedAtTheStart() {
        var scene = stage.scene();
        var id = stage.queued(scene);
        var session = stage.session(scene);
        var lease = stage.claimed(session);
        guard(scene, "frozen", "spec: {match: {actions: [\"execution:create\"]}, action: Deny, message: Not now}\n")
                .statusCode(200);

        stage.start(session, lease);

        String decision = stage.query(
                        "SELECT id FROM question WHERE tenant = 'acme' AND body ->> 'execution' = ?", id.toString())
                .orElseThrow();
        assertThat(stage.query(
                        "SELECT encode(leaf, 'escape') FROM event WHERE execution_id = ? AND code = 'execution.revoked'",
                        id.value()))
                .hasValueSatisfying(leaf -> assertThat(leaf).contains(decision));
        Stage.as(scene.owner().token())
                .get("/api/v1/acme/decisions/" + decision)
                .then()
                .statusCode(200)
                .body("form", equalTo("admin"))
                .body("outcome", equalTo("deny"))
                .body("object", equalTo("job/" + scene.job()))
                .body("subject.id", equalTo(scene.launcher().subject().toString()))
                .body("reasons.code", contains("guardrail"))
                .body("rules.name", contains("frozen"))
                .body("question.attempt", equalTo(1));
        Stage.as(scene.launcher().token())
                .get("/api/v1/acme/decisions/" + decision)
                .then()
                .statusCode(200)
                .body("form", equalTo("user"))
                .body("reason_user", equalTo("Not now"))
                .body("rules", nullValue());
        Stage.as(stage.access().stranger("acme").token())
                .get("/api/v1/acme/decisions/" + decision)
                .then()
                .statusCode(403);
    }

    @Test
    void keepsNoQuestionOfAStartThatItAllows() {
        var scene = stage.scene();
        var id = stage.queued(scene);
        var session = stage.session(scene);

        assertThat(stage.start(session, stage.claimed(session))).isInstanceOf(StartAnswer.Started.class);

        assertThat(stage.query(
                        "SELECT count(*) FROM question WHERE tenant = 'acme' AND body ->> 'execution' = ?",
                        id.toString()))
                .contains("0");
    }

    @Test
    void startsWhatWasAcceptedBeforeARuleThatIsAskedAtSubmitOnly() {
        var scene = stage.scene();
        var id = stage.queued(scene);
        var session = stage.session(scene);
        var lease = stage.claimed(session);
        guard(scene, "frozen", "spec: {match: {actions: [\"execution:create\"]}, at: submit, action: Deny}\n")
                .statusCode(200);

        assertThat(stage.start(session, lease)).isInstanceOf(StartAnswer.Started.class);
        assertThat(stage.state(id)).isEqualTo(ExecutionState.RUNNING);
        submit(scene, "{}").statusCode(403);
    }

    @Test
    void isAboutOtherActsToo() {
        var scene = stage.scene();
        guard(scene, "no-deletes", """
                spec:
                  match: {actions: ["job:write"]}
                  when: "resource.name == 'greet'"
                  action: Deny
                """).statusCode(200);

        Stage.as(scene.owner().token())
                .delete("/api/v1/acme/jobs/" + scene.job())
                .then()
                .statusCode(403);
        Stage.as(scene.owner().token())
                .delete("/api/v1/acme/guardrails/" + scene.namespace() + "/no-deletes")
                .then()
                .statusCode(200);
        Stage.as(scene.owner().token())
                .delete("/api/v1/acme/jobs/" + scene.job())
                .then()
                .statusCode(200);
    }

    @Test
    void aGuardrailThatDeniesAllItCanIsStillFoundAndDeleted() {
        var scene = stage.scene();
        String all = Permission.ALL.stream()
                .filter(each -> each.isGuarded() && !each.isTenantWide())
                .map(each -> "\"" + each + "\"")
                .collect(Collectors.joining(", "));
        guard(scene, "everything", "spec: {match: {actions: [%s]}, action: Deny}\n".formatted(all))
                .statusCode(200);
        String there = "/api/v1/acme/guardrails/" + scene.namespace();
        Stage.as(scene.owner().token())
                .get("/api/v1/acme/jobs/" + scene.job())
                .then()
                .statusCode(403);

        Stage.as(scene.owner().token()).get(there).then().body("items.metadata.name", hasItem("everything"));
        Stage.as(scene.launcher().token()).get(there + "/everything").then().statusCode(403);
        Stage.as(scene.owner().token()).delete(there + "/everything").then().statusCode(200);
        Stage.as(scene.owner().token())
                .get("/api/v1/acme/jobs/" + scene.job())
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            match: {actions: ["execution:create"]}, when: "subject.kind = 1", action: Deny    | /spec/when            | line 1, column 14
            match: {actions: ["execution:create"]}, when: "inGroup('nobodies')", action: Deny | /spec/when            | no group
            match: {actions: ["execution:creat"]}, action: Deny                               | /spec/match/actions/0 | no such permission
            match: {actions: ["guardrail:write"]}, action: Deny                               | /spec/match/actions/0 | taken back
            match: {actions: ["guardrail:read"]}, action: Deny                                | /spec/match/actions/0 | found
            match: {actions: ["job:write"]}, when: "size(inputs) > 1", action: Deny           | /spec/when            | execution:create only
            match: {actions: ["job:write"], jobs: ["a/b"]}, action: Deny                      | /spec/match/jobs      | execution:create
            match: {actions: ["execution:create"], jobs: ["nightly"]}, action: Deny           | /spec/match/jobs/0    | pattern
            match: {actions: ["execution:create"]}, action: RequireApproval                   | /spec/approval        | who approves
            match: {actions: ["execution:create"]}, action: Warn, approval: {from: {groups: [x]}, expires: PT1H} | /spec/approval | RequireApproval
            """)
    void refusesAGuardrailThatIsNone(String spec, String pointer, String message) {
        var scene = stage.scene();

        guard(scene, "wrong", "spec: {%s}\n".formatted(spec))
                .statusCode(422)
                .body("errors.pointer", hasItem(containsString(pointer)))
                .body("errors.message", hasItem(containsString(message)));
    }

    @Test
    void bindsARoleOnAConditionAndUntilAMoment() {
        var scene = stage.scene();
        var account = stage.access().stranger("acme");
        stage.apply(scene.owner(), binding(scene, account.subject().toString(), "when: \"inputs.name == 'Ada'\""));

        stage.submit(account, Stage.body(scene.job())).statusCode(201);
        stage.submit(account, "{\"job\": \"%s\", \"inputs\": {\"name\": \"Bob\"}}".formatted(scene.job()))
                .statusCode(403);

        stage.apply(
                scene.owner(), binding(scene, account.subject().toString(), "expires: \"2020-01-01T00:00:00+01:00\""));
        stage.submit(account, Stage.body(scene.job())).statusCode(403);
        Stage.as(scene.owner().token())
                .get("/api/v1/acme/rolebindings/" + scene.namespace() + "/conditional")
                .then()
                .body("spec.expires", equalTo("2019-12-31T23:00:00Z"));
    }

    private static String binding(Stage.Scene scene, String subject, String more) {
        return """
                apiVersion: gatehouse.dev/v1
                kind: RoleBinding
                metadata: {namespace: %s, name: conditional}
                spec:
                  role: Launcher
                  subjects: [{id: %s}]
                  %s
                """.formatted(scene.namespace(), subject, more);
    }
}
