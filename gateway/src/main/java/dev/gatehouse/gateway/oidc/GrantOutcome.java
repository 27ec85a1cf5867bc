package dev.gatehouse.gateway.oidc;

import java.time.Duration;

/** What came of asking for a token. */
sealed interface GrantOutcome {
    /**
     * A token.
     *
     * @param life how long it is good
     */
    record Granted(String token, Duration life) implements GrantOutcome {
        @Override
        public String toString() {
            return "Granted[redacted]";
        }
    }

    /**
     * None.
     *
     * @param error as RFC 6749, section 5.2, names it
     * @param reason what is counted; the caller does not hear it
     */
    record Refused(OauthError error, String reason) implements GrantOutcome {}

    /** The credential was not looked up: too many bad ones came to this tenant from its network. */
    record Throttled() implements GrantOutcome {}

    /** Nobody can say at this moment. */
    record Unavailable(String cause) implements GrantOutcome {}
}
