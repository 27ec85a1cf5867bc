package dev.gatehouse.gateway.deprovision;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.audit.Actor;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.way.Until;
import io.quarkus.arc.All;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A cascade whose gateway is killed before, within and after each of its transactions, and one that many work on. */
@QuarkusTest
class CascadeKillTest {
    private static final int TOKENS = 60;
    private static final int QUEUED = 50;
    private static final int RUNNING = 10;
    private static final int VOTES = 20;

    @Inject
    TestAccess access;

    @Inject
    AccessEnds ends;

    @Inject
    Transactions transactions;

    @Inject
    AuditTrail trail;

    @Inject
    ObjectMapper json;

    @Inject
    @All
    List<CascadeStep> steps;

    @Inject
    Scheduler scheduler;

    @BeforeEach
    void letNobodyElseWork() {
        scheduler.pause(CascadeSchedule.IDENTITY);
    }

    @AfterEach
    void letEverybodyWork() {
        scheduler.resume(CascadeSchedule.IDENTITY);
    }

    @Test
    void itComesToTheSameEndHoweverOftenItsGatewayIsKilled() {
        Account ada = busy();
        UUID end = begin(ada);

        int deaths = 0;
        while (!isDone(end)) {
            MortalSteps.Death death = MortalSteps.DEATHS.get(deaths % MortalSteps.DEATHS.size());
            try {
                killedAt(death).run();
            } catch (MortalSteps.Killed killed) {
                deaths++;
            }
        }

        assertThat(deaths).isGreaterThan(10);
        assertIsEnded(ada, end);
    }

    @Test
    void aGatewayThatIsKilledBeforeItSaysDoneIsFollowedByOneThatDoes() {
        Account ada = access.stranger("acme");
        UUID end = begin(ada);
        access.sql("UPDATE access_end_step SET done_at = now() WHERE end_id = ?", end);

        gateway(steps).run();

        assertThat(isDone(end)).isTrue();
        assertThat(events("access.ended", end)).isEqualTo("1");
    }

    @Test
    void manyGatewaysAtOnceComeToTheSameEnd() throws InterruptedException, ExecutionException {
        Account ada = busy();
        UUID end = begin(ada);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = IntStream.range(0, 4)
                    .<Future<?>>mapToObj(_ -> threads.submit(() -> {
                        while (!isDone(end)) {
                            gateway(steps).run();
                        }
                    }))
                    .toList();
            for (Future<?> each : all) {
                each.get();
            }
        }

        assertIsEnded(ada, end);
    }

    @Test
    void anEndThatHasToWaitHoldsUpNoOther() {
        Account first = access.stranger("acme");
        Account second = access.stranger("acme");
        UUID waits = begin(first);
        UUID goesOn = begin(second);

        gateway(steps.stream().map(step -> unsayable(step, first)).toList()).run();

        assertThat(isDone(waits)).isFalse();
        assertThat(isDone(goesOn)).isTrue();
        gateway(steps).run();
        assertThat(isDone(waits)).isTrue();
    }

    @Test
    void aStepThatThisGatewayDoesNotKnowIsLeftToANewerOne() {
        Account ada = access.stranger("acme");
        UUID end = begin(ada);

        gateway(List.of()).run();

        assertThat(isDone(end)).isFalse();
        gateway(steps).run();
        assertThat(isDone(end)).isTrue();
    }

    private void assertIsEnded(Account ada, UUID end) {
        assertThat(access.query(
                        "SELECT string_agg(ended::text, ' ' ORDER BY position) FROM access_end_step WHERE end_id = ?",
                        end))
                .contains("{\"tokens\": %d} {} {\"revoked\": %d, \"stopped\": %d} {} {\"votes\": %d}"
                        .formatted(TOKENS, QUEUED, RUNNING, VOTES));
        assertThat(access.query(
                        "SELECT count(*) FROM approval_vote WHERE subject_id = ? AND void_at IS NULL", ada.subject()))
                .contains("0");
        assertThat(access.query("""
                        SELECT count(*) FROM event e JOIN approval a ON a.execution_id = e.execution_id
                          JOIN approval_vote v ON v.approval_id = a.id
                         WHERE v.subject_id = ? AND e.code = 'approval.vote_voided'""", ada.subject())).contains(String.valueOf(VOTES));
        assertThat(access.query("""
                        SELECT count(*) FILTER (WHERE state = 'REVOKED') || ' ' || count(*) FILTER (WHERE state = 'RUNNING' AND stop = 'revoke')
                          FROM execution WHERE subject_id = ?""", ada.subject())).contains(QUEUED + " " + RUNNING);
        assertThat(ofExecutions(ada, "execution.stop_requested")).isEqualTo(String.valueOf(QUEUED + RUNNING));
        assertThat(ofExecutions(ada, "execution.revoked")).isEqualTo(String.valueOf(QUEUED));
        assertThat(access.query(
                        "SELECT count(*) FROM api_token WHERE subject_id = ? AND revoked_at IS NULL", ada.subject()))
                .contains("0");
        assertThat(access.query(
                        "SELECT count(*) FROM event WHERE code = 'token.revoked' AND convert_from(leaf, 'UTF8') LIKE ?",
                        "%\"subject\":\"" + ada.subject() + "\"%"))
                .contains(String.valueOf(TOKENS));
        assertThat(access.query(
                        "SELECT count(*) FROM queue q JOIN execution e ON e.id = q.execution_id WHERE e.subject_id = ?",
                        ada.subject()))
                .contains("0");
        assertThat(events("access.ending", end)).isEqualTo("1");
        assertThat(events("access.ended", end)).isEqualTo("1");
    }

    private String ofExecutions(Account ada, String code) {
        return access.query(
                        "SELECT count(*) FROM event v JOIN execution e ON e.id = v.execution_id WHERE e.subject_id = ? AND v.code = ?",
                        ada.subject(),
                        code)
                .orElseThrow();
    }

    private String events(String code, UUID end) {
        return access.query(
                        "SELECT count(*) FROM event WHERE code = ? AND convert_from(leaf, 'UTF8') LIKE ?",
                        code,
                        "%accessend/" + end + "@1%")
                .orElseThrow();
    }

    private boolean isDone(UUID end) {
        return access.query("SELECT 1 FROM access_end WHERE id = ? AND done_at IS NOT NULL", end)
                .isPresent();
    }

    private Cascade<EndOfAccess> gateway(List<CascadeStep> having) {
        return new Cascade<>(transactions, new EndsOfAccess(new CascadeSteps(having)), EndsOfAccess.TABLE, trail, json);
    }

    private Cascade<EndOfAccess> killedAt(MortalSteps.Death death) {
        return gateway(steps.stream().map(step -> MortalSteps.of(step, death)).toList());
    }

    /** Somebody with tokens, with executions that wait, with some that run, and who approved others'. */
    private Account busy() {
        String mark = "k" + UUID.randomUUID().toString().substring(24);
        Account ada = access.account("acme", "Owner", "root");
        as(ada).contentType("application/yaml")
                .body("""
                        apiVersion: gatehouse.dev/v1
                        kind: WorkerGroup
                        metadata: {name: %1$s}
                        spec: {}
                        ---
                        apiVersion: gatehouse.dev/v1
                        kind: Namespace
                        metadata: {name: %1$s}
                        spec: {}
                        ---
                        apiVersion: gatehouse.dev/v1
                        kind: Job
                        metadata: {namespace: %1$s, name: wait}
                        spec: {workerGroup: %1$s, run: {process: {command: ["true"]}}}
                        """.formatted(mark).getBytes(UTF_8))
                .post("/api/v1/acme/apply")
                .then()
                .statusCode(200);
        try (var threads = Executors.newFixedThreadPool(8)) {
            IntStream.range(0, QUEUED + RUNNING)
                    .mapToObj(_ -> CompletableFuture.runAsync(() -> submit(ada, mark + "/wait"), threads))
                    .toList()
                    .forEach(CompletableFuture::join);
        }
        // Of a session that lives: the sweep of silent ones is none of this test's gateways.
        UUID session = UUID.randomUUID();
        access.sql(
                "INSERT INTO subject (tenant, id, kind, name) VALUES ('acme', ?, 'worker', ?)",
                session,
                session.toString());
        access.sql("""
                INSERT INTO worker (tenant, id, worker_group, identity_key, counter)
                VALUES ('acme', ?, ?, decode(replace(?, '-', ''), 'hex'), 0)""", session, mark, session.toString());
        access.sql("""
                INSERT INTO worker_session (tenant, id, worker_id, worker_group, session_key, counter, credential_hash,
                                            credential_expires_at, expires_at, isolation)
                VALUES ('acme', ?, ?, ?, '', 0, decode(replace(?, '-', ''), 'hex'), now() + interval '1 h',
                        now() + interval '1 h', 'none')""", session, session, mark, session.toString());
        access.sql("""
                WITH chosen AS (SELECT id FROM execution WHERE subject_id = ? ORDER BY random() LIMIT %d),
                     gone AS (DELETE FROM queue WHERE execution_id IN (SELECT id FROM chosen))
                UPDATE execution SET state = 'RUNNING', started_at = now(), attempt = 1, fence = 1, session_id = ?
                 WHERE id IN (SELECT id FROM chosen)""".formatted(RUNNING), ada.subject(), session);
        for (int i = 1; i < TOKENS; i++) {
            access.token("acme", ada.subject());
        }
        vote(ada, mark + "/wait");
        return ada;
    }

    /** Executions of somebody else wait, to each of which the account has said yes. */
    private void vote(Account ada, String job) {
        Account asker = access.account("acme", "Owner", "root");
        IntStream.range(0, VOTES).forEach(_ -> submit(asker, job));
        access.sql("""
                WITH gone AS (DELETE FROM queue q USING execution e
                               WHERE e.tenant = q.tenant AND e.id = q.execution_id AND e.subject_id = ?),
                asked AS (
                    UPDATE execution SET state = 'AWAITING_APPROVAL' WHERE subject_id = ?
                    RETURNING tenant, id, decision_id),
                waiting AS (
                    INSERT INTO approval (tenant, id, execution_id, decision_id, digest, expires_at)
                    SELECT tenant, gen_random_uuid(), id, decision_id, repeat('a', 64), now() + interval '1 h' FROM asked
                    RETURNING tenant, id)
                INSERT INTO approval_vote (tenant, id, approval_id, subject_id, epoch, vote, rules, comment)
                SELECT tenant, gen_random_uuid(), id, ?, 1, 'approve', '{}', '' FROM waiting""", asker.subject(), asker.subject(), ada.subject());
    }

    /** A gateway that has too much to do refuses some. */
    private static int submit(Account ada, String job) {
        return Until.sees(
                () -> as(ada).contentType("application/json")
                        .body("{\"job\": \"" + job + "\"}")
                        .post("/api/v1/acme/executions")
                        .statusCode(),
                status -> status == 201);
    }

    private static RequestSpecification as(Account account) {
        return given().header("Authorization", "Bearer " + account.token());
    }

    private UUID begin(Account account) {
        return transactions.run(connection -> {
            try (var raise = connection.prepareStatement(
                    "UPDATE subject SET active = false, epoch = epoch + 1, version = version + 1 WHERE id = ?")) {
                raise.setObject(1, account.subject());
                raise.executeUpdate();
            }
            return ends.begin(
                    connection,
                    account.subject(),
                    new EndOrder(
                            account.tenant(),
                            EndReason.DEACTIVATED,
                            new Extent.Everything(),
                            new Actor(new UUID(7, 7), "directory"),
                            Optional.empty()));
        });
    }

    /** A step that cannot say what is next for one subject. */
    private static CascadeStep unsayable(CascadeStep step, Account about) {
        return new OtherStep(step) {
            @Override
            public Optional<Batch> next(EndOfAccess end, UUID after) {
                return end.subject().equals(about.subject()) ? Optional.empty() : super.next(end, after);
            }
        };
    }
}
