package dev.gatehouse.gateway.token;

import dev.gatehouse.gateway.identity.ApiTokens;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.problem.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A well-formed wish for a token's successor.
 *
 * @param overlap how long the old token lives on
 * @param life how long the new one is valid
 */
record RotationOrder(Duration overlap, Duration life) {
    private static final Duration LONGEST_OVERLAP = Duration.ofHours(24);
    private static final String USUAL_OVERLAP = "PT1H";

    /** Reads the body; ends the request with every mistake in it. */
    static RotationOrder of(@Nullable RotationRequest body) {
        RotationRequest request = body == null ? new RotationRequest(null, null) : body;
        var violations = new ArrayList<Violation>();
        Optional<Duration> overlap = TokenLife.duration(request.overlap() == null ? USUAL_OVERLAP : request.overlap())
                .filter(given -> !given.isNegative() && given.compareTo(LONGEST_OVERLAP) <= 0);
        if (overlap.isEmpty()) {
            violations.add(
                    Violation.at("/overlap", "write hours, minutes and seconds, such as PT2H, from PT0S to PT24H"));
        }
        Optional<Duration> life = TokenLife.parse(request.expires());
        if (life.isEmpty()) {
            violations.add(Violation.at("/expires", ApiTokens.LIFE_FORM));
        }
        if (!violations.isEmpty()) {
            throw new ProblemException(Problem.of(422, "body_invalid", "This is no order for a token's successor.")
                    .withViolations(violations));
        }
        return new RotationOrder(overlap.orElseThrow(), life.orElseThrow());
    }
}
