package dev.gatehouse.gateway.sso;

import java.time.Instant;
import java.util.Optional;

/**
 * What a verified logout token says: which of an issuer's sessions are over. At least one of the two is there.
 *
 * @param id of the token, which counts once
 * @param sub whose sessions
 * @param sid which session
 * @param expiresAt from when on it is refused anyway, ten minutes after it was made at the latest
 */
public record LogoutToken(String id, Optional<String> sub, Optional<String> sid, Instant expiresAt) {
    @Override
    public String toString() {
        return "LogoutToken[redacted]";
    }
}
