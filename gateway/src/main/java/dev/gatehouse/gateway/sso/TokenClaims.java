package dev.gatehouse.gateway.sso;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Whether what a token says of itself makes it one for access to us, now (RFC 9068, section 4; RFC 7519, section 4.1). */
final class TokenClaims {
    private static final int MOST_AUDIENCES = 100;
    private static final Set<String> ACCESS_TYPES = Set.of("at+jwt", "application/at+jwt");
    private static final Set<String> LENIENT_TYPES = Set.of("at+jwt", "application/at+jwt", "jwt", "application/jwt");

    /** Each of these makes a JWT something else: an ID token, a logout token, a security event, a DPoP proof. */
    private static final List<String> OF_OTHER_TOKENS =
            List.of("nonce", "at_hash", "c_hash", "s_hash", "events", "sub_id", "htm", "htu", "ath");

    private final IdentityProvider provider;
    private final ObjectNode claims;
    private final ClaimReader reader;

    TokenClaims(IdentityProvider provider, ObjectNode claims) {
        this.provider = provider;
        this.claims = claims;
        this.reader = new ClaimReader(claims);
    }

    /**
     * Whether the header calls it an access token. Where the provider's tokens say no more than {@code JWT}, what other
     * tokens of the same issuer carry gives them away: an ID token would otherwise do (RFC 8725, section 3.11).
     */
    void checkType(ObjectNode header) throws TokenRefused {
        JsonNode typ = header.path("typ");
        String type = typ.asText().toLowerCase(Locale.ROOT);
        boolean fits = provider.strictType()
                ? ACCESS_TYPES.contains(type)
                : typ.isMissingNode() || LENIENT_TYPES.contains(type);
        if (!fits) {
            throw new TokenRefused("token_type");
        }
        boolean other = OF_OTHER_TOKENS.stream().anyMatch(claims::has);
        // Keycloak says in the claims what the token is for: Bearer, ID, Refresh, Logout.
        boolean otherUse = claims.has("typ") && !claims.path("typ").asText().equalsIgnoreCase("Bearer");
        if (!provider.strictType() && (other || otherUse)) {
            throw new TokenRefused("token_type");
        }
    }

    /**
     * Whether it is for us. One that is for the client of the browser's login, too, is an ID token (OpenID Connect Core 1.0,
     * section 2): no access token of a lenient provider names that client as its audience.
     */
    void checkAudience() throws TokenRefused {
        List<String> audiences = reader.texts("aud", MOST_AUDIENCES);
        if (!audiences.contains(provider.audience())) {
            throw new TokenRefused("token_audience");
        }
        if (!provider.strictType()
                && provider.clientId().filter(audiences::contains).isPresent()) {
            throw new TokenRefused("token_type");
        }
    }

    /** A token that is bound to a key is no bearer token (RFC 7800, section 3.1; RFC 9449, section 7.2). */
    void checkUnbound() throws TokenRefused {
        if (claims.has("cnf")) {
            throw new TokenRefused("token_bound");
        }
    }

    /**
     * Whether it counts at this moment. {@code nbf} may be missing: RFC 9068 does not ask for it, and Keycloak and Okta leave
     * it out.
     */
    AccessToken at(Instant now, Duration skew, Duration longest) throws TokenRefused {
        Instant issuedAt = reader.time("iat");
        Instant expiresAt = reader.time("exp");
        if (!now.isBefore(expiresAt.plus(skew))) {
            throw new TokenRefused("token_expired");
        }
        if (issuedAt.isAfter(now.plus(skew))
                || (claims.has("nbf") && reader.time("nbf").isAfter(now.plus(skew)))) {
            throw new TokenRefused("token_not_yet");
        }
        if (!issuedAt.isBefore(expiresAt)) {
            throw new TokenRefused("token_claims");
        }
        Instant oldest = issuedAt.plus(longest);
        if (!now.isBefore(oldest)) {
            throw new TokenRefused("token_too_old");
        }
        if (provider.strictType()) {
            reader.text("sub");
            reader.text("client_id");
            reader.text("jti");
        }
        String subject = reader.text(provider.subjectClaim());
        List<String> groups = reader.groups(provider.groupsClaim());
        Instant end = expiresAt.isBefore(oldest) ? expiresAt : oldest;
        return new AccessToken(provider, subject, reader.verifiedEmail(), groups, issuedAt, end);
    }
}
