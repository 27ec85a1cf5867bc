package dev.gatehouse.gateway.token;

import dev.gatehouse.gateway.identity.ApiTokens;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.problem.Violation;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.Scope;
import dev.gatehouse.policy.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A well-formed wish for a token of one's own.
 *
 * @param name for people; empty for none
 * @param permissions that it leaves; absent where it leaves all
 * @param namespace where it leaves them, with all below
 * @param life how long it is valid
 */
record OwnTokenOrder(String name, Optional<Set<Permission>> permissions, Namespace namespace, Duration life) {
    private static final int LONGEST_NAME = 100;

    /** Reads the body; ends the request with every mistake in it. What it does not narrow is as narrow as the caller's. */
    static OwnTokenOrder of(@Nullable OwnTokenRequest body, Subject caller) {
        OwnTokenRequest request = body == null ? new OwnTokenRequest(null, null, null, null) : body;
        var violations = new ArrayList<Violation>();
        String name = request.name() == null ? "" : request.name();
        if (name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            violations.add(Violation.at("/name", "a name has at most 100 characters, and no control characters"));
        }
        Optional<Set<Permission>> permissions = permissions(request.permissions(), violations)
                .or(() -> caller.scope().filter(scope -> !scope.isWhole()).map(Scope::permissions));
        Namespace namespace = namespace(request.namespace(), violations)
                .or(() -> caller.scope().map(Scope::namespace))
                .orElse(Namespace.ROOT);
        Optional<Duration> life = TokenLife.parse(request.expires());
        if (life.isEmpty()) {
            violations.add(Violation.at("/expires", ApiTokens.LIFE_FORM));
        }
        caller.scope().ifPresent(scope -> requireNarrower(scope, permissions, namespace, violations));
        if (!violations.isEmpty()) {
            throw refused(violations);
        }
        return new OwnTokenOrder(name, permissions, namespace, life.orElseThrow());
    }

    private static Optional<Set<Permission>> permissions(
            @Nullable List<@Nullable String> names, List<Violation> violations) {
        if (names == null) {
            return Optional.empty();
        }
        if (names.isEmpty()) {
            violations.add(Violation.at("/permissions", "a token leaves at least one permission"));
        }
        Set<Permission> permissions = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            Optional<Permission> known = Permission.parse(name == null ? "" : name);
            if (known.isEmpty()) {
                violations.add(Violation.at("/permissions/" + i, "there is no such permission"));
            }
            known.ifPresent(permissions::add);
        }
        return Optional.of(permissions);
    }

    private static Optional<Namespace> namespace(@Nullable String text, List<Violation> violations) {
        if (text == null) {
            return Optional.empty();
        }
        Optional<Namespace> namespace = Namespace.parse(text);
        if (namespace.isEmpty()) {
            violations.add(Violation.at("/namespace", Namespace.FORM));
        }
        return namespace;
    }

    /** A token with a scope makes no token that leaves more. */
    private static void requireNarrower(
            Scope scope, Optional<Set<Permission>> permissions, Namespace namespace, List<Violation> violations) {
        if (!scope.permissions().containsAll(permissions.orElse(Permission.ALL))) {
            violations.add(Violation.at("/permissions", "the token of this request has not got all of them"));
        }
        if (!scope.namespace().covers(namespace)) {
            violations.add(Violation.at("/namespace", "the token of this request has nothing there"));
        }
    }

    /** What the token of that id leaves; absent where that is everything. */
    Optional<Scope> scope(UUID token) {
        return permissions.isEmpty() && namespace.isRoot()
                ? Optional.empty()
                : Optional.of(new Scope(token, permissions.orElse(Permission.ALL), namespace));
    }

    ProblemException unknownNamespace() {
        return refused(List.of(Violation.at("/namespace", "there is no such namespace")));
    }

    private static ProblemException refused(List<Violation> violations) {
        return new ProblemException(
                Problem.of(422, "body_invalid", "This is no order for a token.").withViolations(violations));
    }
}
