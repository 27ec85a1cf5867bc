package dev.gatehouse.gateway.sso;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.sso.TokenSignatures.Signature;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Verifies the access tokens of a tenant's identity providers (RFC 9068, section 4; RFC 8725). It picks the issuer among
 * those that the tenant declares, then what the token says of itself, and then {@linkplain TokenSignatures its signature}.
 * Thread-safe.
 */
@Singleton
public final class AccessTokenVerifier {
    private final Issuers issuers;
    private final TokenSignatures signatures;
    private final InstantSource clock;
    private final SsoConfig config;

    AccessTokenVerifier(Issuers issuers, TokenSignatures signatures, InstantSource clock, SsoConfig config) {
        this.issuers = issuers;
        this.signatures = signatures;
        this.clock = clock;
        this.config = config;
    }

    /** Whom tenants believe. */
    interface Issuers {
        /** The tenant's one provider with that issuer. */
        Optional<IdentityProvider> issuing(String tenant, String issuer);
    }

    /**
     * What the text is worth as an access token to the tenant.
     *
     * @param source from where keys may come: where only known ones count, an unknown one is unavailable
     * @throws DatabaseUnavailable when the tenant's providers cannot be read
     */
    public TokenOutcome verify(String tenant, String text, KeySource source) {
        try {
            TokenText token = TokenText.of(text).orElseThrow(() -> new TokenRefused("token_malformed"));
            return verify(tenant, token, source);
        } catch (TokenRefused refused) {
            return new TokenOutcome.Refused(refused.reason());
        }
    }

    private TokenOutcome verify(String tenant, TokenText token, KeySource source) throws TokenRefused {
        IdentityProvider provider = Optional.ofNullable(
                        token.claims().path("iss").textValue())
                .flatMap(issuer -> issuers.issuing(tenant, issuer))
                .orElseThrow(() -> new TokenRefused("issuer_unknown"));
        var claims = new TokenClaims(provider, token.claims());
        claims.checkType(token.header());
        claims.checkAudience();
        claims.checkUnbound();
        // All that costs nothing is checked before anybody is asked for keys.
        AccessToken accepted = claims.at(clock.instant(), config.clockSkew(), config.tokenAge());
        return switch (signatures.check(provider, token, source)) {
            case Signature.Good _ -> new TokenOutcome.Verified(accepted);
            case Signature.Refused(String reason) -> new TokenOutcome.Refused(reason);
            case Signature.Unavailable(String cause) -> new TokenOutcome.Unavailable(cause);
        };
    }
}
