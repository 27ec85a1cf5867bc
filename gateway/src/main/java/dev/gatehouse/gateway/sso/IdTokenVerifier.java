package dev.gatehouse.gateway.sso;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.sso.TokenSignatures.Signature;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Verifies the ID token that ends a browser's login (OpenID Connect Core 1.0, section 3.1.3.7): it is for our client and
 * for nobody else, of this login, and of now. An access token, a logout token or a security event of the same issuer is
 * none. Thread-safe.
 */
@Singleton
public final class IdTokenVerifier {
    private static final Set<String> TYPES = Set.of("jwt", "application/jwt");

    private final TokenSignatures signatures;
    private final InstantSource clock;
    private final SsoConfig config;

    IdTokenVerifier(TokenSignatures signatures, InstantSource clock, SsoConfig config) {
        this.signatures = signatures;
        this.clock = clock;
        this.config = config;
    }

    /** What the text is worth as the provider's answer to the login that sent this nonce. */
    public IdTokenOutcome verify(IdentityProvider provider, String text, String nonce) {
        try {
            TokenText token = TokenText.of(text).orElseThrow(() -> new TokenRefused("token_malformed"));
            checkType(token);
            IdToken accepted = accepted(provider, new ClaimReader(token.claims()), nonce);
            return switch (signatures.check(provider, token)) {
                case Signature.Good _ -> new IdTokenOutcome.Verified(accepted);
                case Signature.Refused(String reason) -> new IdTokenOutcome.Refused(reason);
                case Signature.Unavailable(String cause) -> new IdTokenOutcome.Unavailable(cause);
            };
        } catch (TokenRefused refused) {
            return new IdTokenOutcome.Refused(refused.reason());
        }
    }

    /** What it is for, in the header and, as Keycloak has it, in the claims. */
    private static void checkType(TokenText token) throws TokenRefused {
        ObjectNode header = token.header();
        boolean named = header.has("typ");
        if (named && !TYPES.contains(header.path("typ").asText().toLowerCase(Locale.ROOT))) {
            throw new TokenRefused("token_type");
        }
        ObjectNode claims = token.claims();
        if (claims.has("events")
                || (claims.has("typ") && !claims.path("typ").asText().equals("ID"))) {
            throw new TokenRefused("token_type");
        }
    }

    private IdToken accepted(IdentityProvider provider, ClaimReader claims, String nonce) throws TokenRefused {
        if (!claims.text("iss").equals(provider.issuer())) {
            throw new TokenRefused("issuer_unknown");
        }
        checkAudience(provider, claims);
        if (!isSame(claims.text("nonce"), nonce)) {
            throw new TokenRefused("token_nonce");
        }
        new ShortLived(clock.instant(), config.clockSkew()).check(claims);
        return new IdToken(
                provider,
                claims.text(provider.subjectClaim()),
                claims.verifiedEmail(),
                claims.groups(provider.groupsClaim()),
                claims.time("iat"),
                claims.text("sub"),
                claims.has("sid") ? Optional.of(claims.text("sid")) : Optional.empty());
    }

    /** Whoever else it is for could show it to us. */
    private static void checkAudience(IdentityProvider provider, ClaimReader claims) throws TokenRefused {
        String client = provider.clientId().orElseThrow(() -> new TokenRefused("token_audience"));
        boolean ours = claims.texts("aud", 1).equals(List.of(client));
        if (!ours || (claims.has("azp") && !claims.text("azp").equals(client))) {
            throw new TokenRefused("token_audience");
        }
    }

    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
