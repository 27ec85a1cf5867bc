package dev.gatehouse.gateway.policy;

import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.policy.PolicySource;
import dev.gatehouse.policy.UnreadablePolicy;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Tenants' policies as they are declared, and as they would be with changes that nobody made. Thread-safe. */
@Singleton
public final class DeclaredPolicies {
    private final PolicyRows rows;

    DeclaredPolicies(PolicyRows rows) {
        this.rows = rows;
    }

    /**
     * The tenant's policy with the changes, as the connection's transaction sees it.
     *
     * @throws UnreadablePolicy where a guardrail cannot be read
     */
    public PolicySource with(List<PolicyChange> changes, Connection connection, String tenant) throws SQLException {
        Optional<PolicySource> source = rows.read(connection, tenant, changes);
        return source.orElseThrow(() -> new ProblemException(Problem.notFound()));
    }
}
