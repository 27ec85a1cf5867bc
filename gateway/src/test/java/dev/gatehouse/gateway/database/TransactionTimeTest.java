package dev.gatehouse.gateway.database;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** No transaction takes longer than five seconds, however it tries. */
@QuarkusTest
class TransactionTimeTest {
    @Inject
    Transactions transactions;

    @Inject
    TestAccess access;

    private static void execute(Connection connection, String statement) throws SQLException {
        try (var run = connection.createStatement()) {
            run.execute(statement);
        }
    }

    private boolean isThere(String name) {
        return access.query("SELECT 1 FROM subject WHERE name = ?", name).isPresent();
    }

    private static void write(Connection connection, String name) throws SQLException {
        execute(
                connection,
                "INSERT INTO subject (tenant, id, kind, name) VALUES ('acme', gen_random_uuid(), 'user', '" + name
                        + "')");
    }

    /** Side by side, for each of them has to wait. */
    @Test
    void noneDoesAndOneThatMayDoes() throws InterruptedException, ExecutionException {
        String token = access.account("acme", "Owner", "root").token();
        try (var attempts = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = List.of(
                    attempts.submit(() -> aRequestWithALongStatementIsAskedToComeAgain(token)),
                    attempts.submit(this::aLongStatementIsEnded),
                    attempts.submit(this::shortStatementsThatTakeLongerTogetherAreNotCommitted),
                    attempts.submit(this::whatStaysWithinTheTimeIsCommitted),
                    attempts.submit(this::workThatMayTakeLongerIsCommitted));
            for (var attempt : all) {
                attempt.get();
            }
        }
    }

    private static void aRequestWithALongStatementIsAskedToComeAgain(String token) {
        long begun = System.nanoTime();

        given().header("Authorization", "Bearer " + token)
                .post("/api/v1/acme/probe-gone/sleep")
                .then()
                .statusCode(503)
                .header("Retry-After", "1")
                .body("code", equalTo("database_unavailable"));

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(4));
    }

    private void aLongStatementIsEnded() {
        assertThatThrownBy(() -> transactions.run(connection -> {
                    write(connection, "slept");
                    execute(connection, "SELECT pg_sleep(6)");
                    return true;
                }))
                .isInstanceOf(DatabaseUnavailable.class)
                .isNotInstanceOf(OutcomeUnknown.class);
        assertThat(isThere("slept")).isFalse();
    }

    /** Every statement is within its time; a server before PostgreSQL 17 would let them go on. */
    private void shortStatementsThatTakeLongerTogetherAreNotCommitted() {
        assertThatThrownBy(() -> transactions.run(connection -> {
                    execute(connection, "SET LOCAL transaction_timeout = 0");
                    write(connection, "dawdled");
                    for (int i = 0; i < 11; i++) {
                        execute(connection, "SELECT pg_sleep(0.5)");
                    }
                    return true;
                }))
                .isInstanceOf(DatabaseUnavailable.class)
                .isNotInstanceOf(OutcomeUnknown.class);
        assertThat(isThere("dawdled")).isFalse();
    }

    private void whatStaysWithinTheTimeIsCommitted() {
        transactions.run(connection -> {
            write(connection, "hurried");
            execute(connection, "SELECT pg_sleep(1)");
            return true;
        });

        assertThat(isThere("hurried")).isTrue();
    }

    private void workThatMayTakeLongerIsCommitted() {
        transactions.run(Duration.ofSeconds(10), connection -> {
            write(connection, "patient");
            execute(connection, "SELECT pg_sleep(5.5)");
            return true;
        });

        assertThat(isThere("patient")).isTrue();
    }

    /** On the same connection, as the pool gives the latest first. */
    @Test
    void theNextAfterOneThatMayMayNot() {
        transactions.run(Duration.ofSeconds(10), connection -> {
            execute(connection, "SELECT 1");
            return true;
        });

        assertThatThrownBy(() -> transactions.run(connection -> {
                    execute(connection, "SELECT pg_sleep(5.5)");
                    return true;
                }))
                .isInstanceOf(DatabaseUnavailable.class);
    }
}
