package dev.gatehouse.gateway.login;

import dev.gatehouse.gateway.identity.CallerOrigin;
import java.util.Optional;

/**
 * What a provider sends back with the browser (RFC 6749, section 4.1.2; RFC 9207), which anybody can make up.
 *
 * @param origin whose login it is, and from where it came
 * @param browser what it shows of itself
 * @param redirectUri where it was sent back to
 */
record LoginAnswer(
        CallerOrigin origin,
        Optional<String> code,
        Optional<String> state,
        Optional<String> issuer,
        Optional<String> error,
        Shown browser,
        String redirectUri) {

    /**
     * What the browser shows: our cookies, and what kind it is.
     *
     * @param attempt the login that it has begun
     * @param session the one that it has until now
     */
    record Shown(Optional<Attempt> attempt, Optional<SessionCookie> session, ClientKind client) {}

    @Override
    public String toString() {
        return "LoginAnswer[redacted]";
    }
}
