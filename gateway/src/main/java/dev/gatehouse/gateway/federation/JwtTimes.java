package dev.gatehouse.gateway.federation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When a JWT counts (RFC 7519, sections 4.1.4 to 4.1.6). */
public final class JwtTimes {
    private static final long LATEST = 253_402_300_799L;

    private JwtTimes() {}

    /** What speaks against the token at this moment, in one snake_case word; nothing where it counts. */
    public static Optional<String> problem(ObjectNode claims, Instant now, Duration skew) {
        Optional<Instant> expires = time(claims, "exp");
        boolean malformed = (claims.has("iat") && time(claims, "iat").isEmpty())
                || (claims.has("nbf") && time(claims, "nbf").isEmpty());
        if (expires.isEmpty() || malformed) {
            return Optional.of("token_claims");
        }
        if (!now.isBefore(expires.get().plus(skew))) {
            return Optional.of("token_expired");
        }
        boolean early = isAfter(time(claims, "iat"), now.plus(skew)) || isAfter(time(claims, "nbf"), now.plus(skew));
        return early ? Optional.of("token_not_yet") : Optional.empty();
    }

    private static boolean isAfter(Optional<Instant> time, Instant latest) {
        return time.filter(latest::isBefore).isPresent();
    }

    /** The time that the claim says; nothing where it is none. */
    public static Optional<Instant> time(ObjectNode claims, String claim) {
        JsonNode value = claims.path(claim);
        return Optional.of(value)
                .filter(JsonNode::isNumber)
                .map(JsonNode::asLong)
                .filter(seconds -> seconds >= 0 && seconds <= LATEST)
                .map(Instant::ofEpochSecond);
    }
}
