package dev.gatehouse.gateway.workers;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.way.Acme;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class FarewellTest {
    @Inject
    Acme acme;

    @Inject
    TestAccess access;

    @Inject
    WorkerRows rows;

    private TestAccess.Account owner = new TestAccess.Account("", new UUID(0, 0), "", "");
    private DoorWorker worker = new DoorWorker();
    private String group = "";
    private String execution = "";

    @BeforeEach
    void submit() throws IOException {
        acme.open();
        owner = access.account("acme", "Owner", "root");
        group = "farewell-" + UUID.randomUUID().toString().substring(24);
        acme.apply("""
                apiVersion: gatehouse.dev/v1
                kind: WorkerGroup
                metadata: {name: %1$s}
                spec: {}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: way, name: %1$s}
                spec: {workerGroup: %1$s, run: {process: {command: ["true"]}}}
                """.formatted(group));
        worker = new DoorWorker().registered(rows.joinToken("acme", group));
        execution = acme.submit("way/" + group, Map.of());
    }

    private static Response claim(DoorWorker by) {
        return by.shown().body(Map.of("max", 10, "waitMillis", 0)).post("/worker/v1/claim");
    }

    private Response start(DoorWorker by) {
        return by.shown().body(Map.of("execution", execution, "fence", 1)).post("/worker/v1/start");
    }

    private ValidatableResponse send(TestAccess.Account by, String id, String act) {
        return given().header("Authorization", "Bearer " + by.token())
                .post("/api/v1/" + by.tenant() + "/workers/" + id + "/" + act)
                .then();
    }

    private ValidatableResponse list(TestAccess.Account by, String query) {
        return given().header("Authorization", "Bearer " + by.token())
                .get("/api/v1/" + by.tenant() + "/workers" + query)
                .then();
    }

    /** What the owner sees of the worker. */
    private String shown(String member) {
        String name = rows.read("SELECT name FROM subject WHERE id = ?::uuid", worker.worker());
        return String.valueOf(
                list(owner, "?name=" + name).statusCode(200).extract().<Object>path("items[0]." + member));
    }

    private String state() {
        return rows.read("SELECT state FROM execution WHERE id = ?::uuid", execution);
    }

    private int events(String code) {
        return Integer.parseInt(rows.read(
                "SELECT count(*) FROM event WHERE tenant = 'acme' AND code = ?"
                        + " AND convert_from(leaf, 'UTF8')::jsonb -> 'facts' ->> 'worker' = ?",
                code,
                worker.worker()));
    }

    private static void eventually(java.util.function.BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    @Test
    void aWorkerIsSeenAsItStands() {
        assertThat(shown("state")).isEqualTo("active");
        assertThat(shown("workerGroup")).isEqualTo(group);
        assertThat(shown("running")).isEqualTo("0");
        assertThat(shown("isolation")).isEqualTo("none");

        claim(worker);
        start(worker).then().body("outcome", equalTo("started"));
        assertThat(shown("running")).isEqualTo("1");

        rows.change("UPDATE worker_session SET expires_at = now() WHERE id = ?::uuid", worker.session());
        assertThat(shown("state")).isEqualTo("silent");
    }

    @Test
    void onlyOnesOwnTenantsWorkersAreSeenPageByPage() {
        new DoorWorker().registered(rows.joinToken("acme", group));
        String first = list(owner, "?limit=1")
                .statusCode(200)
                .body("items", hasSize(1))
                .extract()
                .path("next");
        list(owner, "?limit=1&after=" + first).statusCode(200).body("items.id", not(hasItem(first)));

        list(access.account("globex", "Owner", "root"), "?limit=1000")
                .statusCode(200)
                .body("items.id", not(hasItem(worker.worker())));
        list(owner, "?limit=0").statusCode(422).body("code", equalTo("parameter_invalid"));
        list(owner, "?name=nobody").statusCode(200).body("items", empty());
    }

    @Test
    void whoMayOnlyStartJobsNeitherSeesWorkersNorSendsThemAway() {
        var launcher = access.account("acme", "Launcher", "root");

        list(launcher, "").statusCode(403);
        send(launcher, worker.worker(), "drain").statusCode(403);
        send(launcher, worker.worker(), "revoke").statusCode(403);

        assertThat(shown("state")).isEqualTo("active");
    }

    @Test
    void aWorkerThatIsNotThereIsUnknown() {
        send(owner, UUID.randomUUID().toString(), "revoke").statusCode(404).body("code", equalTo("not_found"));
        send(owner, "no-id", "drain").statusCode(404);
        send(access.account("globex", "Owner", "root"), worker.worker(), "revoke")
                .statusCode(404);

        assertThat(shown("state")).isEqualTo("active");
    }

    @Test
    void aDrainingWorkerTakesNothingNewAndHearsOfIt() {
        worker.renew().then().body("drain", equalTo(false));

        send(owner, worker.worker(), "drain").statusCode(200).body("state", equalTo("draining"));
        send(owner, worker.worker(), "drain").statusCode(200);

        claim(worker).then().statusCode(200).body("claims", empty());
        worker.renew().then().body("drain", equalTo(true));
        assertThat(events("worker.drain_requested")).isEqualTo(1);
    }

    @Test
    void whatADrainingWorkerClaimedBeforeItMayBeginAndReport() {
        claim(worker);
        send(owner, worker.worker(), "drain").statusCode(200);

        start(worker).then().body("outcome", equalTo("started"));
        worker.shown()
                .body(Map.of(
                        "execution",
                        execution,
                        "fence",
                        1,
                        "attempt",
                        1,
                        "outcome",
                        "SUCCEEDED",
                        "logChunks",
                        0,
                        "logDigest",
                        "0".repeat(64)))
                .post("/worker/v1/report")
                .then()
                .statusCode(200);

        assertThat(state()).isEqualTo("SUCCEEDED");
    }

    @Test
    void aWorkerThatDrainsByItselfIsShownAndGetsNothing() {
        var renewal = worker.renewal(1);
        renewal.put("draining", true);

        worker.renew(renewal).then().body("drain", equalTo(true));

        assertThat(shown("state")).isEqualTo("draining");
        claim(worker).then().body("claims", empty());
        assertThat(events("worker.drain_requested")).isZero();
    }

    @Test
    void aWorkerThatRegistersAgainAfterADrainWorksAgain() {
        send(owner, worker.worker(), "drain").statusCode(200);

        worker.register(worker.registrationAgain(2)).then().statusCode(200);

        assertThat(shown("state")).isEqualTo("active");
        claim(worker).then().body("claims.execution", hasItem(execution));
    }

    @Test
    void aWorkerThatLeavesGivesBackAtOnceWhatItDidNotBegin() {
        claim(worker).then().body("claims.execution", hasItem(execution));

        worker.shown().body(Map.of()).post("/worker/v1/leave").then().statusCode(204);

        assertThat(shown("state")).isEqualTo("gone");
        assertThat(state()).isEqualTo("QUEUED");
        assertThat(rows.read("SELECT deliveries FROM execution WHERE id = ?::uuid", execution))
                .isEqualTo("0");
        claim(new DoorWorker().registered(rows.joinToken("acme", group)))
                .then()
                .body("claims.execution", hasItem(execution))
                .body("claims.fence", hasItem(2));
    }

    @Test
    void aWorkerThatLeftHasNoAccessAndNothingIsLostOfWhatItStillRuns() {
        claim(worker);
        start(worker).then().body("outcome", equalTo("started"));
        worker.shown().body(Map.of()).post("/worker/v1/leave").then().statusCode(204);

        claim(worker).then().statusCode(401).body("code", equalTo("session_ended"));
        worker.renew().then().statusCode(401).body("code", equalTo("session_ended"));
        assertThat(state()).isEqualTo("RUNNING");

        worker.register(worker.registrationAgain(2)).then().statusCode(200);
        Map<?, ?> held = Map.of("execution", execution, "fence", 1);
        worker.renew(held).then().statusCode(200).body("over", empty());
        assertThat(state()).isEqualTo("RUNNING");
    }

    @Test
    void leavingTakesACredentialAndJson() {
        DoorWorker.door().body(Map.of()).post("/worker/v1/leave").then().statusCode(401);
        worker.shown().body("nothing").post("/worker/v1/leave").then().statusCode(400);

        assertThat(shown("state")).isEqualTo("active");
    }

    @Test
    void aRevokedWorkerHasNoAccessFromThenOnAndNoTokenBringsItBack() {
        send(owner, worker.worker(), "revoke").statusCode(200).body("state", equalTo("revoked"));

        claim(worker).then().statusCode(401).body("code", equalTo("session_ended"));
        worker.renew().then().statusCode(401).body("code", equalTo("session_ended"));
        worker.register(worker.registrationAgain(2)).then().statusCode(401).body("code", equalTo("worker_revoked"));
        JoinTokenRow token = rows.joinToken("acme", group);
        worker.register(worker.registration(token, 3)).then().statusCode(401).body("code", equalTo("worker_revoked"));

        new DoorWorker().registered(token);
        assertThat(rows.read("SELECT epoch FROM subject WHERE id = ?::uuid", worker.worker()))
                .isEqualTo("2");
    }

    @Test
    void aRevocationIsRecordedOnceAndSaysWhoDidIt() {
        send(owner, worker.worker(), "revoke").statusCode(200);
        send(owner, worker.worker(), "revoke").statusCode(200).body("state", equalTo("revoked"));

        assertThat(events("worker.revoked")).isEqualTo(1);
        assertThat(events("session.ended")).isEqualTo(1);
        assertThat(rows.read(
                        "SELECT convert_from(leaf, 'UTF8')::jsonb ->> 'actor' FROM event WHERE code = 'worker.revoked'"
                                + " AND convert_from(leaf, 'UTF8')::jsonb -> 'facts' ->> 'worker' = ?",
                        worker.worker()))
                .isEqualTo(owner.subject().toString());
    }

    @Test
    void whatARevokedWorkerDidNotBeginGoesBackAtOnce() {
        claim(worker).then().body("claims.execution", hasItem(execution));

        send(owner, worker.worker(), "revoke").statusCode(200);

        assertThat(state()).isEqualTo("QUEUED");
        start(worker).then().statusCode(401);
    }

    @Test
    void whatARevokedWorkerRunsIsLostLikeThatOfAnySessionAndCredentialsThatAreShownAfterwardsAreCounted() {
        claim(worker);
        start(worker).then().body("outcome", equalTo("started"));
        send(owner, worker.worker(), "revoke").statusCode(200);
        assertThat(state()).isEqualTo("RUNNING");

        start(worker).then().statusCode(401).body("code", equalTo("session_ended"));
        rows.change(
                "UPDATE worker_session SET expires_at = now() - interval '11 s' WHERE id = ?::uuid", worker.session());

        eventually(() -> state().equals("LOST"));
        eventually(() -> !rows.read("SELECT 1 FROM event WHERE tenant = 'acme' AND code = 'authentication.failed'"
                        + " AND convert_from(leaf, 'UTF8')::jsonb -> 'facts' ->> 'reason' = 'session_ended'")
                .isEmpty());
    }
}
