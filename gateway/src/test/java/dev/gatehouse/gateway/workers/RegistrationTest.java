package dev.gatehouse.gateway.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.worker.Protocol;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class RegistrationTest {
    @Inject
    WorkerRows rows;

    @Test
    void givesASessionToAWorkerThatProvesItsJoinToken() {
        var worker = new DoorWorker();

        Response response = worker.register(worker.registration(rows.joinToken("acme", "default"), 1));

        response.then()
                .statusCode(200)
                .header("Gatehouse-Protocol", "1")
                .body("tenant", equalTo("acme"))
                .body("group", equalTo("default"))
                .body("credential", startsWith("ghw_"))
                .body("credentialSeconds", equalTo(300))
                .body("sessionTtlMillis", equalTo(30_000))
                .body("renewMillis", equalTo(5_000));
        assertThat(rows.read("SELECT kind FROM subject WHERE tenant = 'acme' AND id = ?::uuid", worker.worker()))
                .isEqualTo("worker");
    }

    @Test
    void recordsTheRegistrationWithIt() {
        var worker = new DoorWorker().registered(rows.joinToken("acme", "default"));

        assertThat(rows.read(
                        "SELECT count(*) FROM event WHERE tenant = 'acme' AND code = 'worker.registered'"
                                + " AND convert_from(leaf, 'UTF8')::jsonb -> 'facts' ->> 'session' = ?",
                        worker.session()))
                .isEqualTo("1");
    }

    @Test
    void keepsTheCredentialNowhere() {
        var worker = new DoorWorker().registered(rows.joinToken("acme", "default"));

        assertThat(rows.read("SELECT count(*) FROM worker_session WHERE id = ?::uuid", worker.session()))
                .isEqualTo("1");
        assertThat(rows.read(
                        "SELECT count(*) FROM worker_session s WHERE position(? IN s::text) > 0", worker.credential()))
                .isEqualTo("0");
    }

    @Test
    void usesAJoinTokenOnce() {
        JoinTokenRow token = rows.joinToken("acme", "default");
        new DoorWorker().registered(token);
        var second = new DoorWorker();

        second.register(second.registration(token, 1)).then().statusCode(401).body("code", equalTo("join_refused"));
    }

    @Test
    void usesAJoinTokenOnceEvenWhenTwoWorkersRace() throws InterruptedException, ExecutionException {
        JoinTokenRow token = rows.joinToken("acme", "default");
        List<Callable<Integer>> race = Stream.generate(DoorWorker::new)
                .limit(8)
                .<Callable<Integer>>map(worker ->
                        () -> worker.register(worker.registration(token, 1)).statusCode())
                .toList();

        int winners = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : threads.invokeAll(race)) {
                winners += answer.get() == 200 ? 1 : 0;
            }
        }

        assertThat(winners).isEqualTo(1);
    }

    @Test
    void refusesAnExpiredJoinToken() {
        var worker = new DoorWorker();

        worker.register(worker.registration(rows.joinToken("acme", "default", Duration.ofMinutes(-1)), 1))
                .then()
                .statusCode(401)
                .body("code", equalTo("join_refused"));
    }

    @Test
    void refusesAWrongProofAndLeavesTheTokenToItsHolder() {
        JoinTokenRow token = rows.joinToken("acme", "default");
        var thief = new DoorWorker();

        thief.register(thief.registration(new JoinTokenRow(token.id(), "guessed"), 1))
                .then()
                .statusCode(401)
                .body("code", equalTo("join_refused"));

        new DoorWorker().registered(token);
    }

    @Test
    void refusesAProofOverOtherKeys() {
        JoinTokenRow token = rows.joinToken("acme", "default");
        var holder = new DoorWorker();
        var thief = new DoorWorker();
        var stolen = thief.registration(token, 1);
        stolen.put("proof", holder.registration(token, 1).get("proof"));

        thief.register(stolen).then().statusCode(401).body("code", equalTo("join_refused"));
    }

    @Test
    void refusesAnIdentityKeyThatDidNotSign() {
        var worker = new DoorWorker();
        var body = worker.registration(rows.joinToken("acme", "default"), 1);
        body.put("signature", new DoorWorker().registrationAgain(1).get("signature"));

        worker.register(body).then().statusCode(401).body("code", equalTo("unauthenticated"));
    }

    @Test
    void knowsAWorkerAgainByItsIdentityKey() {
        var worker = new DoorWorker().registered(rows.joinToken("acme", "default"));
        String before = worker.worker();
        String firstSession = worker.session();

        worker.register(worker.registrationAgain(2)).then().statusCode(200);

        assertThat(worker.worker()).isEqualTo(before);
        assertThat(worker.session()).isNotEqualTo(firstSession);
    }

    @Test
    void endsTheSessionBeforeAndRecordsIt() {
        var worker = new DoorWorker().registered(rows.joinToken("acme", "default"));
        String session = worker.session();
        String credential = worker.credential();

        worker.register(worker.registrationAgain(2)).then().statusCode(200);

        DoorWorker.door()
                .header("Authorization", "Bearer " + credential)
                .body(Map.of("max", 1, "waitMillis", 0))
                .post("/worker/v1/claim")
                .then()
                .statusCode(401)
                .body("code", equalTo("session_ended"));
        worker.renew().then().statusCode(200);
        assertThat(rows.read("""
                        SELECT convert_from(leaf, 'UTF8')::jsonb -> 'facts' ->> 'reason' FROM event
                         WHERE code = 'session.ended' AND convert_from(leaf, 'UTF8')::jsonb -> 'facts' ->> 'session' = ?""", session)).isEqualTo("replaced");
    }

    @Test
    void leavesTheSessionsOfOtherWorkersAlone() {
        var other = new DoorWorker().registered(rows.joinToken("acme", "default"));
        var worker = new DoorWorker().registered(rows.joinToken("acme", "default"));

        worker.register(worker.registrationAgain(2)).then().statusCode(200);

        other.renew().then().statusCode(200);
    }

    @Test
    void refusesAnIdentityKeyThatItDoesNotKnow() {
        var stranger = new DoorWorker();

        stranger.register(stranger.registrationAgain(1)).then().statusCode(401).body("code", equalTo("join_refused"));
    }

    @Test
    void refusesARegistrationThatIsPlayedAgain() {
        var worker = new DoorWorker().registered(rows.joinToken("acme", "default"));
        var recorded = worker.registrationAgain(2);
        worker.register(recorded).then().statusCode(200);

        worker.register(recorded).then().statusCode(409).body("code", equalTo("counter_used"));
    }

    @Test
    void refusesAWorkerWhoseSubjectHasEnded() {
        var worker = new DoorWorker().registered(rows.joinToken("acme", "default"));
        rows.change("UPDATE subject SET active = false WHERE id = ?::uuid", worker.worker());

        worker.register(worker.registrationAgain(2)).then().statusCode(401).body("code", equalTo("worker_revoked"));
    }

    @Test
    void refusesASessionKeyOfSmallOrder() {
        var worker = new DoorWorker();
        var body = worker.registration(rows.joinToken("acme", "default"), 1);
        body.put("sessionKey", Protocol.encode(new byte[32]));

        worker.register(body)
                .then()
                .statusCode(422)
                .body("code", equalTo("body_invalid"))
                .body("errors[0].pointer", equalTo("/sessionKey"));
    }
}
