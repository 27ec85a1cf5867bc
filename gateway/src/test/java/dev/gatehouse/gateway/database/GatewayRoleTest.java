package dev.gatehouse.gateway.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class GatewayRoleTest {
    @Inject
    Transactions transactions;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE leaf SET event_id = event_id",
                "DELETE FROM leaf",
                "UPDATE event SET code = code",
                "DELETE FROM event",
                "UPDATE tree_node SET hash = hash",
                "DELETE FROM question",
                "DELETE FROM execution",
                "DELETE FROM log_chunk",
                "DELETE FROM event_fields",
                "UPDATE event_fields SET fields = fields",
                "DELETE FROM event_detail_row",
                "UPDATE event_detail_row SET value = value",
                "UPDATE retention_position SET at = now()",
                "SELECT is_over_since(e, now()) FROM execution e",
                "TRUNCATE leaf",
                "DROP TABLE leaf",
                "ALTER TABLE leaf DISABLE TRIGGER ALL",
                "UPDATE approval SET digest = repeat('a', 64)",
                "UPDATE approval SET execution_id = execution_id",
                "UPDATE approval SET expires_at = now() + interval '1 day'",
                "DELETE FROM approval",
                "UPDATE approval_rule SET count = 1",
                "DELETE FROM approval_rule",
                "UPDATE approval_vote SET vote = 'approve'",
                "UPDATE approval_vote SET subject_id = subject_id",
                "UPDATE approval_vote SET epoch = epoch",
                "UPDATE approval_vote SET comment = ''",
                "DELETE FROM approval_vote",
                "UPDATE approval_notice SET url = url",
                "UPDATE kill_switch SET level = 'BLOCK'",
                "UPDATE kill_switch SET target = target",
                "UPDATE kill_switch SET set_by = set_by",
                "DELETE FROM kill_switch",
                "UPDATE kill_switch_step SET step = step",
                "UPDATE maintenance SET begun_by = begun_by",
                "UPDATE jit_user SET subject_id = subject_id",
                "UPDATE jit_user SET value = value",
                "UPDATE installation SET id = id",
                "DELETE FROM flyway_schema_history"
            })
    void refusesToChangeWhatProvesSomething(String statement) {
        assertThatThrownBy(() -> transactions.run(
                        connection -> connection.createStatement().execute(statement)))
                .hasRootCauseInstanceOf(SQLException.class)
                .rootCause()
                .extracting(cause -> ((SQLException) cause).getSQLState())
                .isEqualTo("42501");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE approval SET outcome = outcome, decided_at = decided_at",
                "SELECT 1 FROM approval FOR UPDATE",
                "UPDATE approval_vote SET void_at = void_at",
                "UPDATE approval_notice SET state = state, tries = tries, next_at = next_at, error = error",
                "UPDATE kill_switch SET revision = revision, expires_at = expires_at, lifted_at = lifted_at,"
                        + " lifted_by = lifted_by, done_at = done_at",
                "SELECT 1 FROM kill_switch FOR UPDATE",
                "UPDATE kill_switch_step SET cursor = cursor, ended = ended, done_at = done_at",
                "UPDATE maintenance SET revision = revision, message = message, ended_at = ended_at, ended_by = ended_by",
                "UPDATE jit_user SET emails_lc = emails_lc"
            })
    void mayWriteHowItGoesOn(String statement) {
        assertThatNoException()
                .isThrownBy(() -> transactions.run(connection -> {
                    connection.createStatement().execute(statement);
                    connection.rollback();
                    return statement;
                }));
    }

    @Test
    void mayAddToIt() {
        long added = transactions.run(connection -> {
            long rows =
                    connection.createStatement().executeUpdate("INSERT INTO tree_node VALUES ('test', 9, 9, '\\x00')");
            connection.rollback();
            return rows;
        });

        assertThat(added).isEqualTo(1);
    }

    @Test
    void writesToDiskBeforeItAnswers() {
        String fsync = transactions.run(connection -> {
            try (var rows = connection.createStatement().executeQuery("SHOW fsync")) {
                rows.next();
                return rows.getString(1);
            }
        });

        assertThat(fsync).isEqualTo("on");
    }
}
