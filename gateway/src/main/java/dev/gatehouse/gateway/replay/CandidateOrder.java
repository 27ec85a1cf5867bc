package dev.gatehouse.gateway.replay;

import dev.gatehouse.gateway.execution.QuestionHistory.Period;
import dev.gatehouse.gateway.policy.PolicyChange;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.problem.Violation;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.RuleName;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A well-formed wish to know what other rules would say.
 *
 * @param namespace in which and below which it is asked
 * @param manifest of the rules that would be declared; may be absent
 * @param removals of rules
 */
record CandidateOrder(Namespace namespace, Optional<String> manifest, List<PolicyChange> removals) {
    private static final int MOST_REMOVALS = 500;
    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");
    private static final Map<String, String> KINDS =
            Map.of("Role", "role", "RoleBinding", "rolebinding", "Guardrail", "guardrail");

    CandidateOrder {
        removals = List.copyOf(removals);
    }

    /** Reads the body; ends the request with every mistake in it. */
    static CandidateOrder of(@Nullable CandidateRequest body) {
        var violations = new ArrayList<Violation>();
        CandidateOrder order = of(body, violations);
        refuseAny(violations);
        return order;
    }

    /** The period of the body, which it needs; ends the request with every mistake in it. */
    static Period period(@Nullable CandidateRequest body) {
        var violations = new ArrayList<Violation>();
        of(body, violations);
        Optional<Instant> from = moment(body == null ? null : body.from(), "/from", violations);
        Optional<Instant> to = moment(body == null ? null : body.to(), "/to", violations);
        if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
            violations.add(Violation.at("/to", "a period ends after it begins"));
        }
        refuseAny(violations);
        return new Period(from.orElseThrow(), to.orElseThrow());
    }

    private static CandidateOrder of(@Nullable CandidateRequest body, List<Violation> violations) {
        if (body == null) {
            return new CandidateOrder(Namespace.ROOT, Optional.empty(), List.of());
        }
        Optional<Namespace> namespace =
                body.namespace() == null ? Optional.of(Namespace.ROOT) : Namespace.parse(body.namespace());
        if (namespace.isEmpty()) {
            violations.add(Violation.at("/namespace", Namespace.FORM));
        }
        return new CandidateOrder(
                namespace.orElse(Namespace.ROOT),
                Optional.ofNullable(body.candidate()),
                removals(Optional.ofNullable(body.remove()).orElse(List.of()), violations));
    }

    private static List<PolicyChange> removals(
            List<CandidateRequest.@Nullable Removal> named, List<Violation> violations) {
        if (named.size() > MOST_REMOVALS) {
            violations.add(Violation.at("/remove", "more than " + MOST_REMOVALS + " rules"));
            return List.of();
        }
        List<PolicyChange> removals = new ArrayList<>();
        for (int i = 0; i < named.size(); i++) {
            String at = "/remove/" + i;
            Optional<CandidateRequest.Removal> each = Optional.ofNullable(named.get(i));
            Optional<String> kind = each.flatMap(removal -> Optional.ofNullable(removal.kind()))
                    .flatMap(name -> Optional.ofNullable(KINDS.get(name)));
            if (kind.isEmpty()) {
                violations.add(Violation.at(at + "/kind", "what is removed is a Role, a RoleBinding or a Guardrail"));
            } else {
                removal(kind.get(), each.orElseThrow(), at, violations).ifPresent(removals::add);
            }
        }
        return removals;
    }

    private static Optional<PolicyChange> removal(
            String kind, CandidateRequest.Removal removal, String at, List<Violation> violations) {
        boolean isRole = kind.equals("role");
        Optional<String> written = Optional.ofNullable(removal.namespace());
        Optional<Namespace> namespace =
                isRole ? Optional.of(Namespace.ROOT).filter(_ -> written.isEmpty()) : written.flatMap(Namespace::parse);
        if (namespace.isEmpty()) {
            violations.add(Violation.at(at + "/namespace", isRole ? "a role has no namespace" : Namespace.FORM));
        }
        Optional<String> name = Optional.ofNullable(removal.name());
        if (name.isEmpty()) {
            violations.add(Violation.at(at + "/name", "the name of the rule is missing"));
        }
        return namespace.flatMap(
                place -> name.map(text -> new PolicyChange(new RuleName(kind, place, text), Optional.empty())));
    }

    private static Optional<Instant> moment(@Nullable String text, String at, List<Violation> violations) {
        try {
            return Optional.of(OffsetDateTime.parse(text == null ? "" : text).toInstant())
                    .filter(moment -> !moment.isBefore(Instant.EPOCH) && moment.isBefore(LATEST))
                    .or(() -> wrong(at, violations));
        } catch (DateTimeException malformed) {
            return wrong(at, violations);
        }
    }

    private static Optional<Instant> wrong(String at, List<Violation> violations) {
        violations.add(Violation.at(at, "a moment of RFC 3339 is needed, such as 2026-11-27T10:00:00Z"));
        return Optional.empty();
    }

    private static void refuseAny(List<Violation> violations) {
        if (!violations.isEmpty()) {
            throw new ProblemException(Problem.of(422, "body_invalid", "The body does not have the expected shape.")
                    .withViolations(violations));
        }
    }
}
