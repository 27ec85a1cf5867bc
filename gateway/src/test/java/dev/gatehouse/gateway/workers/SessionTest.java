package dev.gatehouse.gateway.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class SessionTest {
    @Inject
    WorkerRows rows;

    private DoorWorker worker = new DoorWorker();

    @BeforeEach
    void register() {
        worker = new DoorWorker().registered(rows.joinToken("acme", "sessions"));
    }

    private static Response asks(DoorWorker worker) {
        return worker.shown().get("/worker/v1/control");
    }

    private static Response asksWith(String credential) {
        return DoorWorker.door().header("Authorization", "Bearer " + credential).get("/worker/v1/control");
    }

    @Test
    void opensTheDoorToItsCredential() {
        asks(worker).then().statusCode(200).body("stops.size()", equalTo(0));
    }

    @Test
    void changesTheCredentialWithEachRenewal() {
        String before = worker.credential();

        worker.renew().then().statusCode(200).body("credentialSeconds", equalTo(300));

        assertThat(worker.credential()).isNotEqualTo(before);
        asks(worker).then().statusCode(200);
    }

    @Test
    void takesTheCredentialBeforeForRequestsUnderWay() {
        String before = worker.credential();
        worker.renew().then().statusCode(200);

        asksWith(before).then().statusCode(200);
    }

    @Test
    void refusesTheCredentialBeforeWhenItsTimeIsOver() {
        String before = worker.credential();
        worker.renew().then().statusCode(200);
        rows.change("UPDATE worker_session SET previous_expires_at = now() WHERE id = ?::uuid", worker.session());

        asksWith(before).then().statusCode(401).body("code", equalTo("session_ended"));
    }

    @Test
    void refusesACredentialThatIsTwoRenewalsOld() {
        String before = worker.credential();
        worker.renew().then().statusCode(200);
        worker.renew().then().statusCode(200);

        asksWith(before).then().statusCode(401).body("code", equalTo("unauthenticated"));
    }

    @Test
    void refusesTheCredentialOfAnEndedSession() {
        rows.change("UPDATE worker_session SET ended_at = now() WHERE id = ?::uuid", worker.session());

        asks(worker).then().statusCode(401).body("code", equalTo("session_ended"));
        worker.renew().then().statusCode(401).body("code", equalTo("session_ended"));
    }

    @Test
    void refusesTheCredentialOfASessionThatWasNotRenewedInTime() {
        rows.change("UPDATE worker_session SET expires_at = now() WHERE id = ?::uuid", worker.session());

        asks(worker).then().statusCode(401).body("code", equalTo("session_ended"));
    }

    @Test
    void renewsASessionThatNobodyEnded() {
        rows.change("UPDATE worker_session SET expires_at = now() WHERE id = ?::uuid", worker.session());

        worker.renew().then().statusCode(200);

        asks(worker).then().statusCode(200);
    }

    @Test
    void refusesTheCredentialOfAWorkerWhoseSubjectHasEnded() {
        rows.change("UPDATE subject SET active = false WHERE id = ?::uuid", worker.worker());

        asks(worker).then().statusCode(401).body("code", equalTo("session_ended"));
        worker.renew().then().statusCode(401).body("code", equalTo("session_ended"));
    }

    @Test
    void refusesARenewalSignedByAnotherKey() {
        var other = new DoorWorker().registered(rows.joinToken("acme", "sessions"));
        var body = worker.renewal(1);
        body.put("signature", other.renewal(1).get("signature"));

        worker.renew(body).then().statusCode(401).body("code", equalTo("unauthenticated"));
    }

    @Test
    void refusesARenewalThatIsPlayedAgain() {
        var recorded = worker.renewal(1);
        worker.renew(recorded).then().statusCode(200);

        worker.renew(recorded).then().statusCode(409).body("code", equalTo("counter_used"));
    }

    @Test
    void refusesARenewalWithAnOlderCounter() {
        worker.renew(worker.renewal(7)).then().statusCode(200);

        worker.renew(worker.renewal(6)).then().statusCode(409).body("code", equalTo("counter_used"));
    }

    @Test
    void refusesASignatureThatWasMadeForAnotherSessionKey() {
        var recorded = worker.renewal(1);
        worker.changeSessionKey();
        recorded.put("sessionKey", worker.renewal(1).get("sessionKey"));

        worker.renew(recorded).then().statusCode(401).body("code", equalTo("unauthenticated"));
    }

    @Test
    void takesAnotherSessionKey() {
        worker.changeSessionKey();

        worker.renew().then().statusCode(200);
    }

    @Test
    void refusesToKeepASessionKeyForMoreThanItsTime() {
        rows.change(
                "UPDATE worker_session SET session_key_at = now() - interval '61 minutes' WHERE id = ?::uuid",
                worker.session());

        worker.renew().then().statusCode(409).body("code", equalTo("session_key_too_old"));

        worker.changeSessionKey();
        worker.renew().then().statusCode(200);
    }

    @Test
    void knowsNoSessionThatWasNeverOpened() {
        var body = worker.renewal(1);
        body.put("session", UUID.randomUUID().toString());

        worker.renew(body).then().statusCode(401).body("code", equalTo("session_ended"));
    }

    @Test
    void doesNotTakeAnApiTokenForACredential() {
        asksWith("gha_" + "A".repeat(36)).then().statusCode(401).body("code", equalTo("unauthenticated"));
    }

    @Test
    void doesNotTakeACredentialForAnApiToken() {
        worker.shown().get("/api/v1/acme/executions").then().statusCode(401).body("code", equalTo("unauthenticated"));
    }

    @Test
    void asksForACredential() {
        DoorWorker.door().get("/worker/v1/control").then().statusCode(401).body("code", equalTo("unauthenticated"));
    }
}
