package dev.gatehouse.gateway.sso;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a verified access token says.
 *
 * @param provider whose issuer signed it
 * @param subject the value of the provider's subject claim
 * @param email that the provider says is verified, in lower case
 * @param groups the names in the provider's groups claim
 */
public record AccessToken(
        IdentityProvider provider,
        String subject,
        Optional<String> email,
        List<String> groups,
        Instant issuedAt,
        Instant expiresAt) {
    public AccessToken {
        groups = List.copyOf(groups);
    }

    /** A person's name at the provider is not for a log. */
    @Override
    public String toString() {
        return "AccessToken[redacted]";
    }
}
