package dev.gatehouse.gateway.token;

import dev.gatehouse.gateway.identity.ApiTokens;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.problem.Violation;
import dev.gatehouse.policy.Namespace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A well-formed wish for a token.
 *
 * @param account the service account that it is for, made when there is none
 * @param role what the account may do, in the namespace and below
 * @param life how long the token is valid
 */
record TokenOrder(String account, String role, Namespace namespace, Duration life) {
    private static final Pattern ACCOUNT = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern ROLE = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?");
    private static final int LONGEST_LABEL = 63;

    /** Reads the body; ends the request with every mistake in it. */
    static TokenOrder of(@Nullable TokenRequest body) {
        TokenRequest request = body == null ? new TokenRequest(null, null, null, null) : body;
        var violations = new ArrayList<Violation>();
        String account = matching(
                request.account(),
                ACCOUNT,
                "/for",
                "a service account's name has 1 to 63 lower-case letters, digits and hyphens, and no hyphen at its ends",
                violations);
        String role = matching(
                request.role(),
                ROLE,
                "/role",
                "a role's name is needed: 1 to 63 letters, digits and hyphens, and no hyphen at its ends",
                violations);
        Optional<Namespace> namespace =
                request.namespace() == null ? Optional.of(Namespace.ROOT) : Namespace.parse(request.namespace());
        if (namespace.isEmpty()) {
            violations.add(Violation.at("/namespace", Namespace.FORM));
        }
        Optional<Duration> life = TokenLife.parse(request.expires());
        if (life.isEmpty()) {
            violations.add(Violation.at("/expires", ApiTokens.LIFE_FORM));
        }
        if (!violations.isEmpty()) {
            throw refused(violations);
        }
        return new TokenOrder(account, role, namespace.orElseThrow(), life.orElseThrow());
    }

    private static String matching(
            @Nullable String text, Pattern form, String pointer, String message, List<Violation> violations) {
        if (text == null || !form.matcher(text).matches()) {
            violations.add(Violation.at(pointer, message));
            return "";
        }
        return text;
    }

    ProblemException unknownRole() {
        return refused(List.of(Violation.at("/role", "there is no such role")));
    }

    ProblemException unknownNamespace() {
        return refused(List.of(Violation.at("/namespace", "there is no such namespace")));
    }

    private static ProblemException refused(List<Violation> violations) {
        return new ProblemException(
                Problem.of(422, "body_invalid", "This is no order for a token.").withViolations(violations));
    }

    /** The name of the binding that gives the role to the account in the namespace. */
    String binding() {
        String name = account + "-" + role.toLowerCase(Locale.ROOT);
        return name.length() <= LONGEST_LABEL
                ? name
                : name.substring(0, LONGEST_LABEL - 9) + "-" + "%08x".formatted(name.hashCode());
    }
}
