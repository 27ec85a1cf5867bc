package dev.gatehouse.gateway.scim;

import dev.gatehouse.gateway.identity.ApiTokens;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.problem.Violation;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for in a new SCIM client, or a new token or secret of one.
 *
 * @param name of the client
 * @param expires how long the token or secret is valid, as a duration; a year where it is absent
 */
record ScimClientRequest(@Nullable String name, @Nullable String expires) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Duration USUAL_LIFE = Duration.ofDays(365);

    /**
     * The new client's name.
     *
     * @throws ProblemException 422 when it is no label
     */
    static String nameIn(@Nullable ScimClientRequest body) {
        return Optional.ofNullable(body)
                .map(ScimClientRequest::name)
                .filter(text -> NAME.matcher(text).matches())
                .orElseThrow(
                        () -> refused(
                                "/name",
                                "a SCIM client's name has 1 to 63 lower-case letters, digits and hyphens, and no hyphen at its ends"));
    }

    /**
     * How long the new token or secret lives.
     *
     * @throws ProblemException 422 when that is no duration, or too short or too long a one
     */
    static Duration lifeIn(@Nullable ScimClientRequest body) {
        try {
            return Optional.ofNullable(body)
                    .map(ScimClientRequest::expires)
                    .map(Duration::parse)
                    .or(() -> Optional.of(USUAL_LIFE))
                    .filter(life -> life.compareTo(Duration.ofSeconds(1)) >= 0)
                    .filter(life -> life.compareTo(ApiTokens.LONGEST_LIFE) <= 0)
                    .orElseThrow(ScimClientRequest::lifeRefused);
        } catch (DateTimeParseException _) {
            throw lifeRefused();
        }
    }

    private static ProblemException lifeRefused() {
        return refused("/expires", ApiTokens.LIFE_FORM);
    }

    private static ProblemException refused(String pointer, String message) {
        return new ProblemException(Problem.of(422, "body_invalid", "This is no order for a SCIM client.")
                .withViolation(Violation.at(pointer, message)));
    }
}
