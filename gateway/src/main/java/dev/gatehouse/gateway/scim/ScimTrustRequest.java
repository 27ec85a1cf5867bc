package dev.gatehouse.gateway.scim;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.database.StorableText;
import dev.gatehouse.gateway.egress.DeclaredAddresses;
import dev.gatehouse.gateway.federation.TrustRule;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.problem.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whose tokens a SCIM client may show in place of a secret.
 *
 * @param issuer as {@code iss} writes it
 * @param audience what {@code aud} has to be, alone
 * @param subject what {@code sub} has to be
 * @param jwksUri where the issuer's keys are; absent where its metadata says so
 */
record ScimTrustRequest(
        @Nullable String issuer,
        @Nullable String audience,
        @Nullable String subject,
        @Nullable String jwksUri) {
    private static final int LONGEST = 1_000;

    /** The rule in its stored form; ends the request with every mistake in it. */
    static ObjectNode checked(@Nullable ScimTrustRequest body, DeclaredAddresses addresses) {
        ScimTrustRequest request = body == null ? new ScimTrustRequest(null, null, null, null) : body;
        List<Violation> violations = new ArrayList<>();
        ObjectNode rule = JsonNodeFactory.instance.objectNode();
        put(rule, "issuer", request.issuer(), violations);
        put(rule, "audience", request.audience(), violations);
        put(rule, "subject", request.subject(), violations);
        if (request.jwksUri() != null) {
            put(rule, "jwksUri", request.jwksUri(), violations);
        }
        for (String member : List.of("issuer", "jwksUri")) {
            Optional.ofNullable(rule.path(member).textValue())
                    .flatMap(addresses::problem)
                    .ifPresent(problem -> violations.add(Violation.at("/" + member, problem)));
        }
        TrustRule.patternProblem(rule.path("subject").asText())
                .ifPresent(problem -> violations.add(Violation.at("/subject", problem)));
        if (!violations.isEmpty()) {
            throw new ProblemException(
                    Problem.of(422, "body_invalid", "This is no rule of trust.").withViolations(violations));
        }
        return rule;
    }

    private static void put(ObjectNode rule, String member, @Nullable String value, List<Violation> violations) {
        if (value == null || value.isBlank() || value.length() > LONGEST || !StorableText.isStorable(value)) {
            violations.add(Violation.at("/" + member, "a text of at most 1,000 characters is needed"));
        } else {
            rule.put(member, value);
        }
    }
}
