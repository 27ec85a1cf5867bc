package dev.gatehouse.gateway.replay;

import dev.gatehouse.gateway.policy.DeclaredPolicies;
import dev.gatehouse.gateway.policy.PolicyChange;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.problem.Violation;
import dev.gatehouse.gateway.resource.Candidates;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.PolicySource;
import dev.gatehouse.policy.RuleName;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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

    /** The same with what the order changes; ends the request where it takes away what is not there. */
    PolicySource candidate(
            Connection connection, String tenant, CandidateOrder order, Optional<Candidates.Read> manifest)
            throws SQLException {
        if (!order.removals().isEmpty()) {
            requireThere(order, current(connection, tenant));
        }
        List<PolicyChange> changes = new ArrayList<>(order.removals());
        if (manifest.isPresent()) {
            changes.addAll(manifest.get().resolve(connection, tenant));
        }
        return declared.with(changes, connection, tenant);
    }

    /** Of a rule elsewhere nothing is told, not even whether there is one. */
    private static void requireThere(CandidateOrder order, PolicySource current) {
        Set<RuleName> rules = current.versions().stream()
                .map(version -> new RuleName(version.kind(), new Namespace(version.namespace()), version.name()))
                .filter(rule -> meets(rule.namespace(), order.namespace()))
                .collect(Collectors.toSet());
        List<Violation> violations = new ArrayList<>();
        for (int i = 0; i < order.removals().size(); i++) {
            RuleName rule = order.removals().get(i).rule();
            if (!rules.contains(rule)) {
                violations.add(Violation.at(
                        "/remove/" + i,
                        "there is no " + rule + " that counts in " + order.namespace() + " or below it"));
            }
        }
        if (!violations.isEmpty()) {
            throw new ProblemException(Problem.of(
                            422, "unknown_rule", "A rule that is not there cannot be taken away. Name those that are.")
                    .withViolations(violations));
        }
    }

    private static boolean meets(Namespace one, Namespace other) {
        return one.covers(other) || other.covers(one);
    }
}
