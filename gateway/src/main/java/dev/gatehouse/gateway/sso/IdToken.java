package dev.gatehouse.gateway.sso;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a verified ID token says of who has just logged in.
 *
 * @param provider whose issuer signed it
 * @param subject the value of the provider's subject claim
 * @param email that the provider says is verified, in lower case
 * @param groups the names in the provider's groups claim
 * @param sub what the issuer calls the person, whatever claim links them
 * @param sid the person's session at the issuer
 */
public record IdToken(
        IdentityProvider provider,
        String subject,
        Optional<String> email,
        List<String> groups,
        Instant issuedAt,
        String sub,
        Optional<String> sid) {
    public IdToken {
        groups = List.copyOf(groups);
    }

    /** A person's name at the provider is not for a log. */
    @Override
    public String toString() {
        return "IdToken[redacted]";
    }
}
