package dev.gatehouse.gateway.workers;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.way.Acme;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A worker group that is deleted and declared again: the new one gets nobody of the old one. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class DeletedGroupTest {
    private static final Duration LIFE = Duration.ofMinutes(15);

    @Inject
    Acme acme;

    @Inject
    TestAccess access;

    @Inject
    WorkerRows rows;

    private TestAccess.Account owner = new TestAccess.Account("", new UUID(0, 0), "", "");
    private DoorWorker worker = new DoorWorker();
    private String group = "";

    @BeforeEach
    void aGroupWithAWorkerThatFellSilent() throws IOException {
        acme.open();
        owner = access.account("acme", "Owner", "root");
        group = "deleted-" + UUID.randomUUID().toString().substring(24);
        declare(group);
        worker = new DoorWorker().registered(rows.tokenAlone("acme", group, LIFE));
        silence(worker);
    }

    private void declare(String name) {
        acme.apply("""
                apiVersion: gatehouse.dev/v1
                kind: WorkerGroup
                metadata: {name: %s}
                spec: {}
                """.formatted(name));
    }

    private String queued() {
        acme.apply("""
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: way, name: %1$s}
                spec: {workerGroup: %1$s, run: {process: {command: ["true"]}}}
                """.formatted(group));
        return acme.submit("way/" + group, Map.of());
    }

    private void silence(DoorWorker one) {
        rows.change("UPDATE worker_session SET expires_at = now() - interval '1 s' WHERE id = ?::uuid", one.session());
    }

    private Response delete(String query) {
        return given().header("Authorization", "Bearer " + owner.token())
                .delete("/api/v1/acme/workergroups/" + group + query);
    }

    private void deleted() {
        delete("").then().statusCode(200);
    }

    private static Response claim(DoorWorker by) {
        return by.shown().body(Map.of("max", 10, "waitMillis", 0)).post("/worker/v1/claim");
    }

    private int events(String code, DoorWorker of) {
        return Integer.parseInt(rows.read(
                "SELECT count(*) FROM event WHERE tenant = 'acme' AND code = ?"
                        + " AND convert_from(leaf, 'UTF8')::jsonb -> 'facts' ->> 'worker' = ?",
                code,
                of.worker()));
    }

    @Test
    void aSilentWorkerRenewsAsLongAsItsGroupIsThere() {
        worker.renew().then().statusCode(200);
        silence(worker);

        deleted();
        declare(group);

        worker.renew().then().statusCode(401).body("code", equalTo("session_ended"));
        claim(worker).then().statusCode(401);
    }

    @Test
    void aKnownWorkerRegistersAgainAsLongAsItsGroupIsThere() {
        worker.register(worker.registrationAgain(2)).then().statusCode(200);
        silence(worker);

        deleted();
        declare(group);

        worker.register(worker.registrationAgain(3)).then().statusCode(401).body("code", equalTo("worker_revoked"));
        JoinTokenRow fresh = rows.tokenAlone("acme", group, LIFE);
        worker.register(worker.registration(fresh, 4)).then().statusCode(401).body("code", equalTo("worker_revoked"));
    }

    @Test
    void aJoinTokenIsGoodAsLongAsItsGroupIsThere() {
        JoinTokenRow used = rows.tokenAlone("acme", group, LIFE);
        JoinTokenRow left = rows.tokenAlone("acme", group, LIFE);
        silence(new DoorWorker().registered(used));

        deleted();
        declare(group);

        var late = new DoorWorker();
        late.register(late.registration(left, 1)).then().statusCode(401).body("code", equalTo("join_refused"));
    }

    @Test
    void aNewGroupOfTheNameIsServedByWhoJoinedItAndByNobodyElse() {
        String session = worker.session();
        deleted();
        declare(group);
        String execution = queued();

        var joined = new DoorWorker().registered(rows.tokenAlone("acme", group, LIFE));

        claim(worker).then().statusCode(401);
        claim(joined).then().statusCode(200).body("claims.execution", hasItem(execution));
        assertThat(rows.read("SELECT ended_at IS NOT NULL FROM worker_session WHERE id = ?::uuid", session))
                .isEqualTo("t");
    }

    @Test
    void nobodyJoinsAGroupThatIsNotDeclaredButTheOneThatNeedsNoDeclaration() {
        var stranger = new DoorWorker();
        JoinTokenRow token = rows.tokenAlone("acme", "never-" + group, LIFE);

        stranger.register(stranger.registration(token, 1))
                .then()
                .statusCode(401)
                .body("code", equalTo("group_gone"));

        new DoorWorker().registered(rows.tokenAlone("globex", "default", LIFE));
    }

    @Test
    void aKnownWorkerWhoseGroupIsNotDeclaredIsRefused() {
        rows.change("DELETE FROM resource WHERE tenant = 'acme' AND kind = 'workergroup' AND name = ?", group);

        worker.register(worker.registrationAgain(2)).then().statusCode(401).body("code", equalTo("group_gone"));
    }

    @Test
    void nobodyJoinsAGroupThatDrainsAndItsOwnWorkersComeBackToEndItsWork() {
        String execution = queued();
        rows.change("DELETE FROM resource WHERE tenant = 'acme' AND kind = 'job' AND name = ?", group);
        delete("?drain=true").then().statusCode(202);
        var late = new DoorWorker();

        late.register(late.registration(rows.tokenAlone("acme", group, LIFE), 1))
                .then()
                .statusCode(401)
                .body("code", equalTo("group_gone"));

        worker.register(worker.registrationAgain(2)).then().statusCode(200);
        claim(worker).then().statusCode(200).body("claims.execution", hasItem(execution));
    }

    @Test
    void aWorkerOfAnotherGroupOrTenantStays() {
        String other = "other-" + group;
        declare(other);
        var near = new DoorWorker().registered(rows.tokenAlone("acme", other, LIFE));
        var far = new DoorWorker().registered(rows.joinToken("globex", group));

        deleted();

        near.renew().then().statusCode(200);
        claim(near).then().statusCode(200).body("claims", empty());
        far.renew().then().statusCode(200);
        assertThat(events("worker.revoked", near)).isZero();
    }

    @Test
    void aDryRunOfTheDeletionDismissesNobody() {
        delete("?dryRun=true").then().statusCode(200);

        worker.renew().then().statusCode(200);
    }

    @Test
    void theirEndIsRecordedWithTheGroups() {
        deleted();

        assertThat(events("worker.revoked", worker)).isEqualTo(1);
        assertThat(events("session.ended", worker)).isEqualTo(1);
        assertThat(rows.read(
                        "SELECT convert_from(leaf, 'UTF8')::jsonb ->> 'actor' FROM event WHERE code = 'worker.revoked'"
                                + " AND convert_from(leaf, 'UTF8')::jsonb -> 'facts' ->> 'worker' = ?",
                        worker.worker()))
                .isEqualTo(owner.subject().toString());
    }
}
