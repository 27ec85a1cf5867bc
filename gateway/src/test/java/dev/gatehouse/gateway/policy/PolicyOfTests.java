package dev.gatehouse.gateway.policy;

import dev.gatehouse.gateway.database.Transactions;
import io.quarkus.arc.Arc;
import io.quarkus.test.junit.callback.QuarkusTestAfterAllCallback;
import io.quarkus.test.junit.callback.QuarkusTestContext;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Takes away what the tests of a class declared, so that no test pays for the policy of all before it: each change of a
 * tenant's policy reads the list of all its rules.
 */
public final class PolicyOfTests implements QuarkusTestAfterAllCallback {
    /** By the names that callers of tests have; what the installation itself declares stays, and what lasts. */
    private static final String FORGET = """
            DELETE FROM resource r
             USING subject s
             WHERE r.kind IN ('role', 'rolebinding', 'guardrail') AND s.tenant = r.tenant AND s.id = r.author
               AND s.name IN ('sa-' || s.id, 'person-' || s.id)""";

    private static final String TELL =
            "UPDATE tenant SET revision = revision + 1 WHERE name IN ('acme', 'globex', 'alone')";

    @Override
    public void afterAll(QuarkusTestContext context) {
        try (var transactions = Arc.container().instance(Transactions.class)) {
            transactions.get().run(PolicyOfTests::forget);
        }
    }

    private static int forget(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            int forgotten = statement.executeUpdate(FORGET);
            return forgotten == 0 ? 0 : statement.executeUpdate(TELL);
        }
    }
}
