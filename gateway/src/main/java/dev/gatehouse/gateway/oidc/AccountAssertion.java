package dev.gatehouse.gateway.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.federation.JwtTimes;
import dev.gatehouse.gateway.sso.ClaimText;
import dev.gatehouse.gateway.sso.TokenText;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What an assertion that a service account signed itself has to say (RFC 7523, section 3; OpenID Connect Core, section 9). */
record AccountAssertion(TokenText token) {
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration SKEW = Duration.ofSeconds(30);
    private static final Set<String> TYPES =
            Set.of("", "jwt", "application/jwt", "client-authentication+jwt", "application/client-authentication+jwt");

    /**
     * What speaks against it, in one snake_case word; nothing where all but the signature is in order.
     *
     * @param audiences each of which it may be for, alone
     */
    Optional<String> problem(String client, Set<String> audiences, Instant now) {
        ObjectNode claims = token.claims();
        if (!TYPES.contains(token.header().path("typ").asText().toLowerCase(Locale.ROOT))) {
            return Optional.of("token_type");
        }
        if (!client.equals(claims.path("iss").textValue())
                || !client.equals(claims.path("sub").textValue())) {
            return Optional.of("token_claims");
        }
        // A list would let whoever it also names use it here.
        JsonNode audience = claims.path("aud");
        if (!audience.isTextual() || !audiences.contains(audience.textValue())) {
            return Optional.of("token_audience");
        }
        if (ClaimText.of(claims.path("jti")).isEmpty()) {
            return Optional.of("token_claims");
        }
        Optional<String> untimely = JwtTimes.problem(claims, now, SKEW);
        return untimely.isEmpty() && left(now).compareTo(LONGEST.plus(SKEW)) > 0
                ? Optional.of("token_too_long")
                : untimely;
    }

    String id() {
        return token.claims().path("jti").asText();
    }

    /** For how long it could be shown again. */
    Duration life(Instant now) {
        return left(now).plus(SKEW).plus(SKEW);
    }

    private Duration left(Instant now) {
        return Duration.between(now, JwtTimes.time(token.claims(), "exp").orElse(now));
    }
}
