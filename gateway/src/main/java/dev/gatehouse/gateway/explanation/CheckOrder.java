package dev.gatehouse.gateway.explanation;

import dev.gatehouse.gateway.problem.PathId;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.problem.Violation;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A well-formed wish to be told what somebody may.
 *
 * @param subject absent for whoever asks
 */
record CheckOrder(Permission permission, Namespace namespace, Optional<UUID> subject) {
    private static final CheckRequest NOTHING = new CheckRequest(null, null, null);

    /** Reads the body; ends the request with every mistake in it. Without a namespace it is about the root. */
    static CheckOrder of(@Nullable CheckRequest body) {
        CheckRequest request = body == null ? NOTHING : body;
        List<Violation> violations = new ArrayList<>();
        Optional<Permission> permission =
                Optional.ofNullable(request.permission()).flatMap(Permission::parse);
        if (permission.isEmpty()) {
            violations.add(Violation.at("/permission", "a permission, such as execution:create"));
        }
        Optional<Namespace> namespace = Optional.ofNullable(request.namespace())
                .map(Namespace::parse)
                .orElseGet(() -> Optional.of(Namespace.ROOT));
        if (namespace.isEmpty()) {
            violations.add(Violation.at("/namespace", Namespace.FORM));
        }
        Optional<UUID> subject = Optional.ofNullable(request.subject()).flatMap(PathId::of);
        if (request.subject() != null && subject.isEmpty()) {
            violations.add(Violation.at("/subject", "the id of a user or a service account"));
        }
        if (permission.isEmpty() || namespace.isEmpty() || !violations.isEmpty()) {
            throw refused(violations);
        }
        return new CheckOrder(permission.get(), namespace.get(), subject);
    }

    /** What a caller hears who asks about nobody. */
    static ProblemException unknownSubject() {
        return refused(List.of(Violation.at("/subject", "there is no such subject")));
    }

    private static ProblemException refused(List<Violation> violations) {
        return new ProblemException(
                Problem.of(422, "body_invalid", "This is no check.").withViolations(violations));
    }
}
