package dev.gatehouse.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.database.UnpooledConnections;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class PolicyNewsTest {
    @Inject
    UnpooledConnections connections;

    @Inject
    Transactions transactions;

    private final String tenant = "news-" + UUID.randomUUID().toString().substring(0, 8);

    private void update(String sql, Object... parameters) {
        transactions.run(connection -> execute(connection, sql, parameters));
    }

    private static int execute(Connection connection, String sql, Object... parameters) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        }
    }

    /** What is heard of this tenant until the end of the tenant named last is heard. */
    private List<String> heard(Connection listening, String last) throws SQLException {
        List<String> heard = new ArrayList<>();
        while (!heard.contains(last)) {
            Stream.of(listening.unwrap(PGConnection.class).getNotifications(1_000))
                    .map(PGNotification::getParameter)
                    .filter(name -> name.equals(tenant) || name.equals(last))
                    .forEach(heard::add);
        }
        return heard;
    }

    @Test
    void aChangeOfPolicyIsHeardOnceItIsCommittedAndNoOtherChangeIs() throws SQLException {
        String last = tenant + "-last";
        update("INSERT INTO tenant (name, id) VALUES (?, ?)", tenant, UUID.randomUUID());
        update("INSERT INTO tenant (name, id) VALUES (?, ?)", last, UUID.randomUUID());
        try (var listening = connections.open()) {
            execute(listening, "LISTEN gatehouse_policy");

            update("UPDATE tenant SET revision = revision + 1 WHERE name = ?", tenant);
            update("UPDATE tenant SET revision = revision WHERE name = ?", tenant);
            transactions.run(connection -> {
                execute(connection, "UPDATE tenant SET revision = revision + 1 WHERE name = ?", tenant);
                connection.rollback();
                return 0;
            });
            update("UPDATE tenant SET revision = revision + 1 WHERE name = ?", last);

            assertThat(heard(listening, last)).containsExactly(tenant, last);
        }
    }
}
