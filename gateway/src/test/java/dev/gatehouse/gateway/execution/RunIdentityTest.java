package dev.gatehouse.gateway.execution;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.issuer.RunTokens;
import dev.gatehouse.gateway.issuer.TestKeys;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The tokens by which runs show others who they are: who gets one, what it says, and until when it counts. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class RunIdentityTest {
    @Inject
    Stage stage;

    @Inject
    VaultRuns runs;

    @Inject
    RunIdentities identities;

    @Inject
    RunTokens tokens;

    @Inject
    TestKeys keys;

    @AfterEach
    void youngKeys() {
        keys.renew();
    }

    private String token(Stage.Running running) {
        assertThat(runs.ask(running)).isInstanceOf(IdentityOutcome.Given.class);
        return runs.ask(running) instanceof IdentityOutcome.Given(var token) ? token.text() : "";
    }

    private static ValidatableResponse introspected(TestAccess.Account by, String token) {
        return given().auth()
                .oauth2(by.token())
                .formParam("token", token)
                .post("/run/" + by.tenant() + "/introspect")
                .then();
    }

    @Test
    void saysWhoTheRunIs() {
        var scene = runs.scene();
        var running = stage.running(scene);

        ObjectNode said = VaultRuns.claims(token(running));

        assertThat(said.path("iss").asText()).isEqualTo("https://gatehouse.test/run/acme");
        assertThat(said.path("aud").asText()).isEqualTo(VaultRuns.VAULT);
        assertThat(said.path("sub").asText())
                .isEqualTo("tenant:" + tenantId() + ":job:" + stage.column(running.id(), "job_id"));
        assertThat(said.path("exp").asLong() - said.path("iat").asLong()).isEqualTo(300);
        assertThat(said.path("nbf").asLong()).isEqualTo(said.path("iat").asLong());
        assertThat(said.path("tenant_id").asText()).isEqualTo(tenantId());
        assertThat(said.path("namespace").asText()).isEqualTo(scene.namespace());
        assertThat(said.path("job").asText()).isEqualTo("greet");
        assertThat(said.path("job_revision").asText()).isEqualTo("2");
        assertThat(said.path("job_digest").asText()).isEqualTo(stage.column(running.id(), "job_digest"));
        assertThat(said.path("execution_id").asText()).isEqualTo(running.id().toString());
        assertThat(said.path("attempt").asText()).isEqualTo("1");
        assertThat(said.path("actor_id").asText())
                .isEqualTo(scene.launcher().subject().toString());
        assertThat(said.path("event_name").asText()).isEqualTo("service_account");
        assertThat(said.path("worker_id").asText())
                .isEqualTo(running.session().worker().toString());
        assertThat(said.path("policy_digest").asText()).matches("[0-9a-f]{64}");
        assertThat(said.has("approval_id")).isFalse();
        assertThat(RunTokens.CLAIMS)
                .containsAll(said.properties().stream().map(Map.Entry::getKey).toList());
    }

    private String tenantId() {
        return stage.query("SELECT id FROM tenant WHERE name = 'acme'").orElseThrow();
    }

    @Test
    void theSubjectIsTheJobWhateverItsRevisionAndAnotherOneForAnotherJobOfTheName() {
        var scene = runs.scene();
        String first = VaultRuns.claims(token(stage.running(scene))).path("sub").asText();
        runs.declare(scene, "[{audience: \"" + VaultRuns.VAULT + "\", file: vault.jwt}]");
        String later = VaultRuns.claims(token(stage.running(scene))).path("sub").asText();
        String other =
                VaultRuns.claims(token(stage.running(runs.scene()))).path("sub").asText();

        assertThat(later).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }

    @Test
    void eachTokenIsRecordedAndKeptNowhere() {
        var running = stage.running(runs.scene());

        String token = token(running);

        assertThat(stage.events(running.id()))
                .containsExactly(
                        "1 execution.accepted",
                        "2 execution.started",
                        "3 execution.identified",
                        "4 execution.identified");
        String leaf = stage.query(
                        "SELECT convert_from(leaf, 'UTF8') FROM event WHERE execution_id = ? AND n = 4",
                        running.id().value())
                .orElseThrow();
        assertThat(leaf).contains(VaultRuns.claims(token).path("jti").asText()).doesNotContain(VaultRuns.VAULT);
        assertThat(stage.access().tablesWith(VaultRuns.VAULT)).contains("event_fields");
        assertThat(stage.access().tablesWith(token.substring(token.lastIndexOf('.'))))
                .isEmpty();
        assertThat(runs.ask(running).toString()).doesNotContain("ey");
    }

    @Test
    void isForNobodyWhomTheManifestDoesNotName() {
        var running = stage.running(runs.scene());

        assertThat(identities.give(running.session(), running.lease(), "https://other.example"))
                .isEqualTo(new IdentityOutcome.Undeclared());
        assertThat(identities.give(running.session(), running.lease(), "https://gatehouse.test/api/v1/acme"))
                .isEqualTo(new IdentityOutcome.Reserved());
        assertThat(stage.events(running.id())).endsWith("2 execution.started");
    }

    @Test
    void noJobDeclaresOneForOurselves() {
        var scene = stage.scene();
        for (String ours : new String[] {
            "https://gatehouse.test", "https://gatehouse.test/api/v1/acme", "HTTPS://GATEHOUSE.TEST/run/acme"
        }) {
            Stage.as(scene.owner().token())
                    .contentType("application/yaml")
                    .body("""
                            apiVersion: gatehouse.dev/v1
                            kind: Job
                            metadata: {namespace: %s, name: greedy}
                            spec: {run: {process: {command: ["true"], identity: [{audience: "%s", env: T}]}}}
                            """.formatted(scene.namespace(), ours).getBytes(StandardCharsets.UTF_8))
                    .post("/api/v1/acme/apply")
                    .then()
                    .statusCode(422)
                    .body("errors.message", hasItem("audience_reserved: no run gets a token for Gatehouse itself"));
        }
    }

    @Test
    void aGuardrailSeesWhomARunShowsWhoItIs() {
        var scene = runs.scene();
        stage.apply(scene.owner(), """
                apiVersion: gatehouse.dev/v1
                kind: Guardrail
                metadata: {namespace: %s, name: no-vault}
                spec:
                  match: {actions: ["execution:create"]}
                  when: "run.audiences.exists(each, each == '%s')"
                  action: Deny
                """.formatted(scene.namespace(), VaultRuns.VAULT));

        stage.submit(scene.launcher(), Stage.body(scene.job())).statusCode(403);

        runs.declare(scene, "[{audience: \"https://other.example\", env: OTHER_JWT}]");
        stage.submit(scene.launcher(), Stage.body(scene.job())).statusCode(201);
    }

    @Test
    void onlyTheWorkerThatRunsItGetsOneAndOnlyByItsFence() {
        var scene = runs.scene();
        var running = stage.running(scene);
        var other = stage.session(scene);

        assertThat(identities.give(other, running.lease(), VaultRuns.VAULT)).isEqualTo(new IdentityOutcome.Unknown());
        assertThat(identities.give(
                        running.session(),
                        new Lease(running.id(), running.lease().fence() + 1),
                        VaultRuns.VAULT))
                .isEqualTo(new IdentityOutcome.Stale());
        assertThat(identities.give(running.session(), new Lease(stage.queued(scene), 0), VaultRuns.VAULT))
                .isEqualTo(new IdentityOutcome.Unknown());
        assertThat(runs.ask(running)).isInstanceOf(IdentityOutcome.Given.class);
    }

    @Test
    void whatIsClaimedAndDoesNotRunYetGetsNone() {
        var scene = runs.scene();
        stage.queued(scene);
        var session = stage.session(scene);
        Lease lease = stage.claimed(session);

        assertThat(identities.give(session, lease, VaultRuns.VAULT)).isEqualTo(new IdentityOutcome.Stale());

        stage.start(session, lease);
        assertThat(identities.give(session, lease, VaultRuns.VAULT)).isInstanceOf(IdentityOutcome.Given.class);
    }

    @Test
    void whatHasEndedGetsNone() {
        var running = stage.running(runs.scene());
        stage.report(running.session(), running.lease(), ExecutionState.SUCCEEDED);

        assertThat(runs.ask(running)).isEqualTo(new IdentityOutcome.Stale());
    }

    @Test
    void whatIsToBeStoppedGetsNone() {
        var scene = runs.scene();
        var running = stage.running(scene);
        token(running);
        Stage.as(scene.launcher().token())
                .contentType("application/json")
                .body(Stage.cancelBody())
                .post("/api/v1/acme/executions/" + running.id() + "/cancel")
                .then()
                .statusCode(202);

        assertThat(runs.ask(running)).isEqualTo(new IdentityOutcome.Stopping());
    }

    @Test
    void whereTheAccessOfWhoStartedItIsOverItGetsNone() {
        var scene = runs.scene();
        var running = stage.running(scene);
        token(running);
        stage.access().end(scene.launcher());

        assertThat(runs.ask(running)).isEqualTo(new IdentityOutcome.Stopping());
    }

    @Test
    void countsUntilTheRunEnds() {
        var scene = runs.scene();
        var running = stage.running(scene);
        String token = token(running);

        introspected(scene.owner(), token)
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("active", equalTo(true))
                .body("execution_id", equalTo(running.id().toString()));
        stage.report(running.session(), running.lease(), ExecutionState.SUCCEEDED);

        introspected(scene.owner(), token).statusCode(200).body("active", equalTo(false));
    }

    @Test
    void nobodyWhoMayNotReadTheExecutionHearsThatItCounts() {
        String token = token(stage.running(runs.scene()));

        introspected(stage.access().stranger("acme"), token).statusCode(403).body("code", equalTo("forbidden"));
        introspected(stage.access().account("globex", "Owner", "root"), token).body("active", equalTo(false));
        given().formParam("token", token).post("/run/acme/introspect").then().statusCode(401);
        given().auth()
                .oauth2(token)
                .formParam("token", token)
                .post("/run/acme/introspect")
                .then()
                .statusCode(401);
        given().auth()
                .oauth2(stage.access().account("globex", "Owner", "root").token())
                .formParam("token", token)
                .post("/run/acme/introspect")
                .then()
                .statusCode(404);
    }

    @Test
    void whoMayReadTheExecutionsOfTheNamespaceMayAskAboutItsTokensAndNoOthers() {
        var scene = runs.scene();
        var reader = stage.access().account("acme", "Viewer", scene.namespace());

        introspected(reader, token(stage.running(scene))).body("active", equalTo(true));
        introspected(reader, token(stage.running(runs.scene()))).statusCode(403);
        introspected(reader, "x").statusCode(403);
    }

    @Test
    void anythingElseIsInactive() {
        var owner = stage.access().account("acme", "Owner", "root");

        introspected(owner, owner.token()).body("active", equalTo(false));
        introspected(owner, "x").body("active", equalTo(false));
        given().auth()
                .oauth2(owner.token())
                .contentType("application/x-www-form-urlencoded")
                .body("token=a&token=b")
                .post("/run/acme/introspect")
                .then()
                .statusCode(400)
                .body("code", equalTo("malformed_form"));
    }

    @Test
    void anotherTenantsIssuerNeverVouchesForIt() {
        String token = token(stage.running(runs.scene()));

        assertThat(tokens.verify("acme", token)).isPresent();
        assertThat(tokens.verify("globex", token)).isEmpty();
    }

    @Test
    void theIssuerPublishesWhereItsKeysAreAndOnlyThose() {
        given().get("/run/acme/.well-known/openid-configuration")
                .then()
                .statusCode(200)
                .body("issuer", equalTo("https://gatehouse.test/run/acme"))
                .body("jwks_uri", equalTo("https://gatehouse.test/run/acme/keys"))
                .body("id_token_signing_alg_values_supported", contains("ES256"));
        given().get("/run/acme/keys")
                .then()
                .statusCode(200)
                .body("keys.kid", hasItem(keys.runSignerId()))
                .body("keys.kid", not(hasItem(keys.signerId())))
                .body("keys[0].d", equalTo(null));
        given().get("/run/" + UUID.randomUUID() + "/keys").then().statusCode(404);
    }

    @Test
    void keysChangeAndNothingStopsCounting() {
        var scene = runs.scene();
        var running = stage.running(scene);
        String first = keys.runSignerId();
        String before = token(running);

        keys.age("40 days");
        given().get("/run/acme/keys").then().body("keys.size()", equalTo(2));
        assertThat(keys.runSignerId()).isEqualTo(first);

        keys.age("20 minutes");
        assertThat(keys.runSignerId()).isNotEqualTo(first);
        introspected(scene.owner(), before).body("active", equalTo(true));
        introspected(scene.owner(), token(running)).body("active", equalTo(true));

        keys.age("3 hours");
        given().get("/run/acme/keys").then().body("keys.kid", contains(keys.runSignerId()));
        introspected(scene.owner(), before).body("active", equalTo(false));
    }
}
