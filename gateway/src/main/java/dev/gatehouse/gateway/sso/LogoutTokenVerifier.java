package dev.gatehouse.gateway.sso;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.gateway.sso.TokenSignatures.Signature;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Verifies logout tokens (OpenID Connect Back-Channel Logout 1.0, section 2.6). Whether one was shown before is for whoever
 * keeps their ids. Thread-safe.
 */
@Singleton
public final class LogoutTokenVerifier {
    private static final Set<String> TYPES = Set.of("logout+jwt", "application/logout+jwt");
    private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";
    private static final int MOST_AUDIENCES = 100;

    /** None that was made before this is taken, whenever it says that it ends. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final TokenSignatures signatures;
    private final InstantSource clock;
    private final SsoConfig config;

    LogoutTokenVerifier(TokenSignatures signatures, InstantSource clock, SsoConfig config) {
        this.signatures = signatures;
        this.clock = clock;
        this.config = config;
    }

    /** What the text is worth as a logout token of the provider. */
    public LogoutTokenOutcome verify(IdentityProvider provider, String text) {
        try {
            TokenText token = TokenText.of(text).orElseThrow(() -> new TokenRefused("token_malformed"));
            if (!TYPES.contains(token.header().path("typ").asText().toLowerCase(Locale.ROOT))) {
                throw new TokenRefused("token_type");
            }
            LogoutToken accepted = accepted(provider, new ClaimReader(token.claims()));
            return switch (signatures.check(provider, token)) {
                case Signature.Good _ -> new LogoutTokenOutcome.Verified(accepted);
                case Signature.Refused(String reason) -> new LogoutTokenOutcome.Refused(reason);
                case Signature.Unavailable(String cause) -> new LogoutTokenOutcome.Unavailable(cause);
            };
        } catch (TokenRefused refused) {
            return new LogoutTokenOutcome.Refused(refused.reason());
        }
    }

    private LogoutToken accepted(IdentityProvider provider, ClaimReader claims) throws TokenRefused {
        if (!claims.text("iss").equals(provider.issuer())) {
            throw new TokenRefused("issuer_unknown");
        }
        String client = provider.clientId().orElseThrow(() -> new TokenRefused("token_audience"));
        if (!claims.texts("aud", MOST_AUDIENCES).contains(client)) {
            throw new TokenRefused("token_audience");
        }
        JsonNode event = claims.claims().path("events").path(EVENT);
        if (!event.isObject() || claims.has("nonce")) {
            throw new TokenRefused("token_type");
        }
        new ShortLived(clock.instant(), config.clockSkew()).check(claims);
        Optional<String> sub = optional(claims, "sub");
        Optional<String> sid = optional(claims, "sid");
        if (sub.isEmpty() && sid.isEmpty()) {
            throw new TokenRefused("token_claims");
        }
        Instant end = claims.time("exp");
        Instant tooOld = claims.time("iat").plus(LONGEST);
        return new LogoutToken(claims.text("jti"), sub, sid, end.isBefore(tooOld) ? end : tooOld);
    }

    private static Optional<String> optional(ClaimReader claims, String claim) throws TokenRefused {
        return claims.has(claim) ? Optional.of(claims.text(claim)) : Optional.empty();
    }
}
