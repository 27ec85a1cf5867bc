package dev.gatehouse.gateway.replay;

import dev.gatehouse.gateway.policy.DeclaredPolicies;
import dev.gatehouse.gateway.policy.PolicyChange;
import dev.gatehouse.gateway.resource.Candidates;
import dev.gatehouse.policy.PolicySource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes of an order the policy that it thinks of. Thread-safe. */
@Singleton
final class CandidatePolicies {
    private final Candidates candidates;
    private final DeclaredPolicies declared;

    CandidatePolicies(Candidates candidates, DeclaredPolicies declared) {
        this.candidates = candidates;
        this.declared = declared;
    }

    /** Reads the order's manifest; ends the request where an apply would refuse it. */
    Optional<Candidates.Read> read(CandidateOrder order) {
        return order.manifest().map(candidates::read);
    }

    /** What the tenant has declared. */
    PolicySource current(Connection connection, String tenant) throws SQLException {
        return declared.with(List.of(), connection, tenant);
    }

    /** The same with what the order changes. */
    PolicySource candidate(
            Connection connection, String tenant, CandidateOrder order, Optional<Candidates.Read> manifest)
            throws SQLException {
        List<PolicyChange> changes = new ArrayList<>(order.removals());
        if (manifest.isPresent()) {
            changes.addAll(manifest.get().resolve(connection, tenant));
        }
        return declared.with(changes, connection, tenant);
    }
}
