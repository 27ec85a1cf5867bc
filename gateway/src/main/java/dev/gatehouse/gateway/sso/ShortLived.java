package dev.gatehouse.gateway.sso;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What makes a token that answers one request of ours, or tells one thing, be of now: it was issued a moment ago, whatever
 * it says of its end.
 *
 * @param now by our clock
 * @param skew how far the issuer's clock may be from it
 */
record ShortLived(Instant now, Duration skew) {
    private static final Duration OLDEST = Duration.ofMinutes(5);

    void check(ClaimReader claims) throws TokenRefused {
        Instant issuedAt = claims.time("iat");
        Instant expiresAt = claims.time("exp");
        Optional<Instant> notBefore = claims.has("nbf") ? Optional.of(claims.time("nbf")) : Optional.empty();
        if (!now.isBefore(expiresAt.plus(skew))) {
            throw new TokenRefused("token_expired");
        }
        if (issuedAt.isAfter(now.plus(skew))
                || notBefore.filter(now.plus(skew)::isBefore).isPresent()) {
            throw new TokenRefused("token_not_yet");
        }
        if (!issuedAt.isBefore(expiresAt)) {
            throw new TokenRefused("token_claims");
        }
        if (!now.isBefore(issuedAt.plus(OLDEST).plus(skew))) {
            throw new TokenRefused("token_too_old");
        }
    }
}
