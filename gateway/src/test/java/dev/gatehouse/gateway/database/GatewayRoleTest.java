package dev.gatehouse.gateway.database;

import static org.assertj.core.api.Assertions.assertThat;
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
