package dev.gatehouse.gateway.resource;

import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.problem.Violation;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Refuses to write over what an author has not seen, or what is being deleted. Thread-safe. */
@Singleton
final class ConflictCheck {
    private final ResourceRows rows;

    ConflictCheck(ResourceRows rows) {
        this.rows = rows;
    }

    /** Ends the request with 412 or 409; nobody else may change the tenant's resources until the transaction ends. */
    void refuse(Connection connection, String tenant, List<Draft> drafts, Precondition precondition)
            throws SQLException {
        List<Violation> conflicts = new ArrayList<>();
        List<Violation> draining = new ArrayList<>();
        for (Draft draft : drafts) {
            Optional<ResourceEntity> current = rows.find(connection, draft.key(tenant));
            precondition.require(current.map(Documents::tag));
            conflict(draft, current).ifPresent(conflicts::add);
            if (current.flatMap(ResourceEntity::draining).isPresent()) {
                draining.add(draft.document().violation("/metadata/name", "this resource is being deleted"));
            }
        }
        if (!conflicts.isEmpty()) {
            throw new ProblemException(Problem.of(
                            409,
                            "revision_conflict",
                            "Somebody changed what you change. Read it again and repeat. Nothing was applied.")
                    .withViolations(conflicts));
        }
        if (!draining.isEmpty()) {
            throw new ProblemException(Problem.of(
                            409,
                            "resource_draining",
                            "It is being deleted and can be declared again when it is gone. Nothing was applied.")
                    .withViolations(draining));
        }
    }

    private static Optional<Violation> conflict(Draft draft, Optional<ResourceEntity> current) {
        Optional<Long> revision = current.map(ResourceEntity::revision);
        if (draft.expected().isEmpty() || draft.expected().equals(revision)) {
            return Optional.empty();
        }
        String now = revision.map(number -> "it is at revision " + number)
                .orElse("it is not there; leave the revision out to create it");
        return Optional.of(draft.document().violation("/metadata/revision", now));
    }
}
