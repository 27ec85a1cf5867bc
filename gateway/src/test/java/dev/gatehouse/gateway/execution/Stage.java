package dev.gatehouse.gateway.execution;

import static io.restassured.RestAssured.given;

import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.retention.AgedRows;
import dev.gatehouse.gateway.way.Until;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.worker.SessionKeys;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Supplier;

/** What the tests of executions play on: jobs, callers and worker sessions, each in a namespace and group of its own. */
@Singleton
public final class Stage {
    static final String TENANT = "acme";

    private final TestAccess access;
    private final AgedRows owned;
    private final Supplier<UUID> ids;
    private final SharedClaims claims;
    private final StartPipeline starts;
    private final Reports reports;

    Stage(
            TestAccess access,
            AgedRows owned,
            Supplier<UUID> ids,
            SharedClaims claims,
            StartPipeline starts,
            Reports reports) {
        this.access = access;
        this.owned = owned;
        this.ids = ids;
        this.claims = claims;
        this.starts = starts;
        this.reports = reports;
    }

    /** A job of its own, who declared it, and who may start it. */
    record Scene(String namespace, String group, TestAccess.Account owner, TestAccess.Account launcher) {
        String job() {
            return namespace + "/greet";
        }
    }

    /** A job with one required input and no secrets. */
    Scene scene() {
        return scene("[java, Greet.java, \"${{ inputs.name }}\"]", "{}");
    }

    /** A job that uses the secret {@code db} of its own namespace, which has no value yet. */
    Scene secretScene() {
        return scene("[java, Greet.java, \"${{ inputs.name }}\"]", "{PASSWORD: \"${{ secrets.db }}\"}");
    }

    /** The value of the secret {@code db} of a {@link #secretScene}. */
    void putSecret(Scene scene, String value) {
        as(scene.owner().token())
                .contentType("application/octet-stream")
                .body(value.getBytes(StandardCharsets.UTF_8))
                .put("/api/v1/" + TENANT + "/secrets/" + scene.namespace() + "/db/value")
                .then()
                .statusCode(204);
    }

    private Scene scene(String command, String env) {
        String mark = mark();
        var scene = new Scene(
                "n" + mark,
                "g" + mark,
                access.account(TENANT, "Owner", "root"),
                access.account(TENANT, "Launcher", "n" + mark));
        apply(scene.owner(), """
                apiVersion: gatehouse.dev/v1
                kind: WorkerGroup
                metadata: {name: g%1$s}
                spec: {}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Namespace
                metadata: {name: n%1$s}
                spec: {}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Secret
                metadata: {namespace: n%1$s, name: db}
                spec: {}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: n%1$s, name: greet}
                spec:
                  workerGroup: g%1$s
                  timeout: PT15M
                  inputs:
                    type: object
                    required: [name]
                    additionalProperties: false
                    properties: {name: {type: string, maxLength: 400000}}
                  overridable: [args]
                  run:
                    process:
                      command: %2$s
                      env: %3$s
                """.formatted(mark, command, env));
        return scene;
    }

    private String mark() {
        String id = ids.get().toString();
        return id.substring(id.length() - 12);
    }

    void apply(TestAccess.Account account, String yaml) {
        as(account.token())
                .contentType("application/yaml")
                .body(yaml.getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/" + account.tenant() + "/apply")
                .then()
                .statusCode(200);
    }

    static RequestSpecification as(String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    static String body(String job) {
        return "{\"job\": \"%s\", \"inputs\": {\"name\": \"Ada\"}}".formatted(job);
    }

    ValidatableResponse submit(TestAccess.Account account, String body) {
        return as(account.token())
                .contentType("application/json")
                .body(body)
                .post("/api/v1/" + account.tenant() + "/executions")
                .then();
    }

    ExecutionId queued(Scene scene) {
        return id(submit(scene.launcher(), body(scene.job())).statusCode(201));
    }

    static ExecutionId id(ValidatableResponse answer) {
        return ExecutionId.parse(answer.extract().path("id")).orElseThrow();
    }

    /** A live session of a new worker in the scene's group. */
    WorkerSession session(Scene scene) {
        return session(TENANT, scene);
    }

    /** The same of another tenant, in a group of that name. */
    WorkerSession session(String tenant, Scene scene) {
        UUID worker = ids.get();
        access.sql(
                "INSERT INTO subject (tenant, id, kind, name) VALUES (?, ?, 'worker', ?)",
                tenant,
                worker,
                "w-" + worker);
        access.sql(
                "INSERT INTO worker (tenant, id, worker_group, identity_key, counter) VALUES (?, ?, ?, decode(replace(?, '-', ''), 'hex'), 0)",
                tenant,
                worker,
                scene.group(),
                worker.toString());
        return sessionOf(tenant, worker, scene);
    }

    WorkerSession sessionOf(UUID worker, Scene scene) {
        return sessionOf(TENANT, worker, scene);
    }

    private WorkerSession sessionOf(String tenant, UUID worker, Scene scene) {
        UUID id = ids.get();
        access.sql(
                """
                INSERT INTO worker_session (tenant, id, worker_id, worker_group, session_key, counter, credential_hash,
                                            credential_expires_at, expires_at, isolation)
                VALUES (?, ?, ?, ?, ?, 0, decode(replace(?, '-', ''), 'hex'), now() + interval '5 min',
                        now() + interval '5 min', 'none')""",
                tenant,
                id,
                worker,
                scene.group(),
                Base64.getUrlDecoder().decode(SessionKeys.generate().publicKey()),
                id.toString());
        return new WorkerSession(tenant, id, worker, scene.group());
    }

    /** Has what waits in another tenant for a group of that name wait no more. */
    void forget(String tenant, Scene scene) {
        access.sql("DELETE FROM queue WHERE tenant = ? AND worker_group = ?", tenant, scene.group());
        access.sql(
                "UPDATE execution SET state = 'CANCELLED', ended_at = now() WHERE tenant = ? AND worker_group = ?",
                tenant,
                scene.group());
    }

    /** Waits for a group of that name in another tenant, which has no job for it: it may be claimed and not started. */
    ExecutionId queuedFor(String tenant, Scene scene) {
        UUID id = ids.get();
        access.sql("""
                WITH accepted AS (
                    INSERT INTO execution (tenant, id, job_namespace, job_name, job_id, job_revision, job_digest, subject_id,
                                           decision_id, state, worker_group, inputs, launch, timeout_ms)
                    VALUES (?, ?, ?, 'greet', gen_random_uuid(), 1, '', gen_random_uuid(), gen_random_uuid(), 'QUEUED', ?,
                            '{}', '{}', 1000)
                    RETURNING tenant, worker_group, id)
                INSERT INTO queue (tenant, worker_group, execution_id) SELECT tenant, worker_group, id FROM accepted""", tenant, id, scene.namespace(), scene.group());
        return new ExecutionId(id);
    }

    Lease claimed(WorkerSession session) {
        return claims.claim(new ClaimCommand(session, 1)).getFirst().lease();
    }

    /** The same where somebody else may hold the execution for a moment. */
    Lease claimedSoon(WorkerSession session) {
        return Until.sees(() -> claims.claim(new ClaimCommand(session, 1)), offered -> !offered.isEmpty())
                .getFirst()
                .lease();
    }

    /** What a new worker of the scene's group is offered. */
    Claimed claim(Scene scene) {
        return claims.claim(new ClaimCommand(session(scene), 1)).getFirst();
    }

    /** An execution that a new worker runs. */
    Running running(Scene scene) {
        ExecutionId id = queued(scene);
        WorkerSession session = session(scene);
        Lease lease = claimed(session);
        starts.start(session, lease);
        return new Running(id, session, lease);
    }

    StartAnswer start(WorkerSession session, Lease lease) {
        return starts.start(session, lease);
    }

    record Running(ExecutionId id, WorkerSession session, Lease lease) {}

    ReportOutcome report(WorkerSession session, Lease lease, ExecutionState outcome) {
        return reports.report(List.of(new ReportCommand(
                        session,
                        lease,
                        1,
                        outcome,
                        OptionalInt.of(outcome == ExecutionState.SUCCEEDED ? 0 : 1),
                        Optional.empty(),
                        outcome == ExecutionState.SUCCEEDED ? Optional.empty() : Optional.of("exit_code"),
                        0,
                        "")))
                .getFirst();
    }

    ExecutionState state(ExecutionId id) {
        return ExecutionState.valueOf(column(id, "state"));
    }

    String column(ExecutionId id, String name) {
        return access.query("SELECT " + name + " FROM execution WHERE tenant = ? AND id = ?", TENANT, id.value())
                .orElse("");
    }

    boolean isWaiting(ExecutionId id) {
        return access.query("SELECT 1 FROM queue WHERE execution_id = ?", id.value())
                .isPresent();
    }

    /** The codes of the execution's events in their order, each with its number. */
    List<String> events(ExecutionId id) {
        String all = access.query(
                        "SELECT string_agg(n || ' ' || code, ',' ORDER BY n) FROM event WHERE tenant = ? AND execution_id = ?",
                        TENANT,
                        id.value())
                .orElse("");
        return List.of(all.split(",", -1));
    }

    /** The id of the account's token. */
    String token(TestAccess.Account account) {
        return query(
                        "SELECT id FROM api_token WHERE subject_id = ? AND hint LIKE '%' || ?",
                        account.subject(),
                        account.token().substring(account.token().length() - 4))
                .orElseThrow();
    }

    /** The same account with another token. */
    TestAccess.Account withAnotherToken(TestAccess.Account account) {
        return new TestAccess.Account(
                account.tenant(), account.subject(), account.name(), access.token(account.tenant(), account.subject()));
    }

    void revokeToken(TestAccess.Account by, TestAccess.Account shown) {
        as(by.token())
                .delete("/api/v1/" + shown.tenant() + "/tokens/" + token(shown))
                .then()
                .statusCode(204);
    }

    /** Runs a statement as the schema's owner: the gateway's role cannot change what it changes. */
    void sqlOfOwner(String statement, Object... values) {
        owned.sql(statement, values);
    }

    void sql(String statement, Object... values) {
        access.sql(statement, values);
    }

    Optional<String> query(String statement, Object... values) {
        return access.query(statement, values);
    }

    TestAccess access() {
        return access;
    }

    static Map<String, Object> cancelBody() {
        return Map.of("reason", "not needed any more");
    }
}
