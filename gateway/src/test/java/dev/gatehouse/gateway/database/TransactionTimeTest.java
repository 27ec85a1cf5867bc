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

    @Test
    void aStatementThatTakesLongerIsEndedAndTheCallerAskedToComeAgain() {
        String token = access.account("acme", "Owner", "root").token();
        long begun = System.nanoTime();

        given().header("Authorization", "Bearer " + token)
                .post("/api/v1/acme/probe-gone/sleep")
                .then()
                .statusCode(503)
                .header("Retry-After", "1")
                .body("code", equalTo("database_unavailable"));

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(4));
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
    @Test
    void shortStatementsThatTakeLongerTogetherAreNotCommitted() {
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

    @Test
    void whatStaysWithinTheTimeIsCommitted() {
        transactions.run(connection -> {
            write(connection, "hurried");
            execute(connection, "SELECT pg_sleep(1)");
            return true;
        });

        assertThat(isThere("hurried")).isTrue();
    }

    @Test
    void workThatMayTakeLongerTakesItAndTheNextMayNot() {
        transactions.run(Duration.ofSeconds(10), connection -> {
            write(connection, "patient");
            execute(connection, "SELECT pg_sleep(5.5)");
            return true;
        });

        assertThat(isThere("patient")).isTrue();
        assertThatThrownBy(() -> transactions.run(connection -> {
                    execute(connection, "SELECT pg_sleep(5.5)");
                    return true;
                }))
                .isInstanceOf(DatabaseUnavailable.class);
    }
}
