package dev.gatehouse.gateway.retention;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.audit.LogVerifier;
import dev.gatehouse.audit.LogVerifierKey;
import dev.gatehouse.audit.ReceiptVerifier;
import dev.gatehouse.audit.Verification;
import dev.gatehouse.gateway.GatehouseConfig;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.proof.RecordedExecutions;
import dev.gatehouse.observability.ExecutionId;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RetentionTest {
    private static final String DAYS = " - ? * interval '1 day' ";

    @Inject
    Retention retention;

    @Inject
    AgedRows aged;

    @Inject
    TestAccess access;

    @Inject
    RecordedExecutions executions;

    @Inject
    GatehouseConfig config;

    @Inject
    Scheduler scheduler;

    /** The walk through logs and details stands where an earlier test has left it. */
    @BeforeEach
    @AfterEach
    void fromTheBeginning() {
        scheduler.resume("access-ends");
        aged.sql("DELETE FROM retention_position");
    }

    @Test
    void whatIsOldGoesAndTheLogAndAnEarlierReceiptStillHold() throws IOException {
        var owner = access.account("acme", "Owner", "root");
        ExecutionId old = ended();
        byte[] receipt = receipt(owner, old);
        age(old, 91);

        retention.sweep(() -> true);

        assertThat(count("execution", "id", old)).isZero();
        assertThat(count("log_chunk", "execution_id", old)).isZero();
        assertThat(count("idempotency_key", "execution_id", old)).isZero();
        assertThat(count("question", "id", old)).isZero();
        assertThat(count("event", "execution_id", old)).isEqualTo(2);
        get(owner, old).then().statusCode(404);
        var pinned = LogVerifierKey.parseAll(Files.readString(config.home().resolve("log.vkey")));
        assertThat(new ReceiptVerifier(pinned).verify(receipt)).isInstanceOf(Verification.Valid.class);
        var log = new LogVerifier(
                path -> {
                    var answer = given().header("Authorization", "Bearer " + owner.token())
                            .get("/audit/acme/" + path);
                    return answer.statusCode() == 200 ? Optional.of(answer.asByteArray()) : Optional.empty();
                },
                "acme",
                pinned);
        assertThat(log.verify(Optional.<String>empty())).isInstanceOf(Verification.Valid.class);
        assertThat(access.query("SELECT count(*) > 0 FROM event WHERE tenant = 'acme' AND code = 'records.deleted'"))
                .contains("t");
    }

    @Test
    void whatIsYoungStays() {
        ExecutionId young = ended();
        age(young, 29);

        retention.sweep(() -> true);

        assertThat(count("execution", "id", young)).isOne();
        assertThat(count("log_chunk", "execution_id", young)).isOne();
        assertThat(count("idempotency_key", "execution_id", young)).isOne();
    }

    @Test
    void logsGoBeforeTheirExecution() {
        ExecutionId month = ended();
        age(month, 32);

        retention.sweep(() -> true);

        assertThat(count("log_chunk", "execution_id", month)).isZero();
        assertThat(count("execution", "id", month)).isOne();
        assertThat(count("question", "id", month)).isOne();
    }

    @Test
    void aLogLongerThanABatchGoesInSeveral() {
        ExecutionId month = ended();
        ExecutionId quarter = ended();
        lengthen(month);
        lengthen(quarter);
        age(month, 32);
        age(quarter, 91);

        assertThat(access.query("SELECT deleted FROM sweep_logs('acme', '30 days', 1000)"))
                .contains("5000");
        retention.sweep(() -> true);

        assertThat(count("log_chunk", "execution_id", month)).isZero();
        assertThat(count("execution", "id", month)).isOne();
        assertThat(count("log_chunk", "execution_id", quarter)).isZero();
        assertThat(count("execution", "id", quarter)).isZero();
    }

    @Test
    void theLogOfAnEarlierAttemptGoesWhateverTheLastOneWrote() {
        ExecutionId retried = ended();
        access.sql("UPDATE execution SET log_bytes = 0, attempt = 2 WHERE id = ?", retried.value());
        age(retried, 32);

        retention.sweep(() -> true);

        assertThat(count("log_chunk", "execution_id", retried)).isZero();
    }

    @Test
    void anExecutionThatIsNotOverStaysHoweverOldItIs() {
        ExecutionId waiting = executions.accepted("acme");
        sequenced(waiting);
        fill(waiting);
        age(waiting, 500);

        retention.sweep(() -> true);

        assertThat(count("execution", "id", waiting)).isOne();
        assertThat(count("question", "id", waiting)).isOne();
        assertThat(count("log_chunk", "execution_id", waiting)).isOne();
        aged.sql("DELETE FROM execution WHERE id = ?", waiting.value());
    }

    @Test
    void anExecutionWhoseEndIsNotInTheLogYetStays() {
        ExecutionId pending = ended();
        age(pending, 91);
        aged.sql(
                "UPDATE leaf SET event_id = ? WHERE event_id = "
                        + "(SELECT id FROM event WHERE execution_id = ? AND n = 2)",
                pending.value(),
                pending.value());

        retention.sweep(() -> true);

        assertThat(count("execution", "id", pending)).isOne();
        aged.sql(
                "UPDATE leaf SET event_id = (SELECT id FROM event WHERE execution_id = ? AND n = 2) WHERE event_id = ?",
                pending.value(),
                pending.value());
        retention.sweep(() -> true);
        assertThat(count("execution", "id", pending)).isZero();
    }

    @Test
    void valuesGoAfterFourHundredDaysAndTheirLeavesStay() {
        ExecutionId ancient = ended();
        age(ancient, 401);
        String details = "SELECT count(*) FROM event_detail d JOIN event e ON e.tenant = d.tenant AND e.id = d.event_id"
                + " WHERE e.execution_id = ?";
        assertThat(access.query(details, ancient.value()))
                .hasValueSatisfying(count -> assertThat(count).isNotEqualTo("0"));

        retention.sweep(() -> true);

        assertThat(access.query(details, ancient.value())).contains("0");
        assertThat(count("event", "execution_id", ancient)).isEqualTo(2);
    }

    @Test
    void endsOfAPartOfTheAccessGoOnceTheyAreDoneAndThoseOfEverythingStay() {
        UUID subject = access.stranger("acme").subject();
        UUID old = end(subject, "denied", 401, true);
        UUID young = end(subject, "denied", 399, true);
        UUID everything = end(subject, "everything", 401, true);
        // Or somebody does it before the sweep.
        scheduler.pause("access-ends");
        UUID undone = end(subject, "denied", 401, false);

        retention.sweep(() -> true);

        assertThat(access.query(
                        "SELECT string_agg(id::text, ' ' ORDER BY id) FROM access_end WHERE subject_id = ?", subject))
                .contains(Stream.of(young, undone, everything)
                        .map(UUID::toString)
                        .sorted()
                        .collect(Collectors.joining(" ")));
        assertThat(access.query("SELECT count(*) FROM access_end_step WHERE end_id = ?", old))
                .contains("0");
        aged.sql("DELETE FROM access_end_step WHERE end_id = ?", undone);
        aged.sql("DELETE FROM access_end WHERE id = ?", undone);
    }

    private UUID end(UUID subject, String extent, int days, boolean done) {
        UUID id = UUID.randomUUID();
        aged.sql("""
                WITH ended AS (
                    INSERT INTO access_end (tenant, id, subject_id, epoch, reason, extent, caused_by, started_at, done_at)
                    SELECT 'acme', ?, ?, 1, 'group_left', ?, ?, at, CASE WHEN ? THEN at END
                      FROM (SELECT now() - ? * interval '1 day' AS at) t RETURNING tenant, id)
                INSERT INTO access_end_step (tenant, end_id, step, position) SELECT tenant, id, 'executions', 1 FROM ended
                """, id, subject, extent, subject, done, days);
        return id;
    }

    @Test
    void leasesOfSecretsGoOnceTheyHaveEndedAndOpenOnesStay() {
        UUID old = lease("revoked", 91);
        UUID givenUp = lease("given_up", 91);
        UUID young = lease("revoked", 89);
        UUID open = lease("revoking", 91);

        retention.sweep(() -> true);

        assertThat(Stream.of(old, givenUp, young, open)
                        .filter(id -> access.query("SELECT 1 FROM secret_lease WHERE id = ?", id)
                                .isPresent()))
                .containsExactly(young, open);
        aged.sql("DELETE FROM secret_lease WHERE id IN (?, ?)", young, open);
    }

    private UUID lease(String state, int days) {
        UUID id = UUID.randomUUID();
        aged.sql("""
                INSERT INTO secret_lease (tenant, id, execution_id, fence, store, server, accessor, state, expires_at,
                                          ended_at)
                SELECT 'acme', ?, gen_random_uuid(), 1, 'nowhere', 'here', 'accessor', ?, at,
                       CASE WHEN ? THEN NULL ELSE at END
                  FROM (SELECT now() - ? * interval '1 day' AS at) t""", id, state, state.equals("revoking"), days);
        return id;
    }

    @Test
    void deniedQuestionsGoByTheirOwnAge() {
        UUID old = UUID.fromString("00000000-0000-7000-8000-00000000000a");
        UUID young = UUID.fromString("00000000-0000-7000-8000-00000000000b");
        question(old, "deny", 91);
        question(young, "deny", 89);

        retention.sweep(() -> true);

        assertThat(access.query("SELECT count(*) FROM question WHERE id = ?", old))
                .contains("0");
        assertThat(access.query("SELECT count(*) FROM question WHERE id = ?", young))
                .contains("1");
        aged.sql("DELETE FROM question WHERE id = ?", young);
    }

    /** What a gateway in strange hands could ask for. */
    @Test
    void theFunctionsKeepTheirMinimumWhateverIsAsked() {
        ExecutionId young = ended();
        age(young, 6);

        access.query("SELECT deleted FROM sweep_executions('acme', '0', 1000, '-infinity', ?)", new UUID(0, 0));
        access.query("SELECT deleted FROM sweep_logs('acme', '-10 years', 1000)");
        access.query("SELECT deleted FROM sweep_questions('acme', '0', 1000, ?)", new UUID(0, 0));
        access.query("SELECT deleted FROM sweep_details('acme', '0', 1000)");

        assertThat(count("execution", "id", young)).isOne();
        assertThat(count("question", "id", young)).isOne();
    }

    @Test
    void aSweepThatIsToldToStopStops() {
        ExecutionId old = ended();
        age(old, 91);

        retention.sweep(() -> false);

        assertThat(count("execution", "id", old)).isOne();
    }

    private ExecutionId ended() {
        ExecutionId execution = executions.succeed("acme", executions.accepted("acme"));
        sequenced(execution);
        fill(execution);
        return execution;
    }

    private void sequenced(ExecutionId execution) {
        RecordedExecutions.until(
                () -> access.query("SELECT count(*) FROM pending_leaf WHERE execution_id = ?", execution.value())
                        .equals(Optional.of("0")));
    }

    /** A log, an idempotency key and a question, under the execution's own id. */
    private void fill(ExecutionId execution) {
        UUID id = execution.value();
        access.sql("INSERT INTO log_chunk VALUES ('acme', ?, 1, 0, 'stdout', '\\x41')", id);
        access.sql("UPDATE execution SET log_bytes = 1, decision_id = id WHERE id = ?", id);
        access.sql("INSERT INTO idempotency_key VALUES ('acme', ?, 'k', '\\x00', ?)", id, id);
        question(id, "allow", 0);
    }

    private void lengthen(ExecutionId execution) {
        access.sql(
                "INSERT INTO log_chunk SELECT 'acme', ?, 1, n, 'stdout', '\\x41' FROM generate_series(1, 11000) n",
                execution.value());
    }

    private void question(UUID id, String outcome, int days) {
        aged.sql(
                "INSERT INTO question VALUES ('acme', ?, now()" + DAYS + ", 'execution:create', ?, true, ?, 1, '{}')",
                id,
                days,
                outcome,
                id);
    }

    private void age(ExecutionId execution, int days) {
        UUID id = execution.value();
        aged.sql("UPDATE event SET at = at" + DAYS + "WHERE execution_id = ?", days, id);
        aged.sql("UPDATE execution SET accepted_at = accepted_at" + DAYS + "WHERE id = ?", days, id);
        aged.sql("UPDATE question SET at = at" + DAYS + "WHERE id = ?", days, id);
    }

    private long count(String table, String column, ExecutionId execution) {
        return Long.parseLong(
                access.query("SELECT count(*) FROM " + table + " WHERE " + column + " = ?", execution.value())
                        .orElseThrow());
    }

    private static io.restassured.response.Response get(TestAccess.Account account, ExecutionId execution) {
        return given().header("Authorization", "Bearer " + account.token()).get("/api/v1/acme/executions/" + execution);
    }

    private static byte[] receipt(TestAccess.Account account, ExecutionId execution) {
        RecordedExecutions.until(() -> receiptOf(account, execution).statusCode() == 200);
        return receiptOf(account, execution).asByteArray();
    }

    private static io.restassured.response.Response receiptOf(TestAccess.Account account, ExecutionId execution) {
        return given().header("Authorization", "Bearer " + account.token())
                .get("/api/v1/acme/executions/" + execution + "/receipt");
    }
}
