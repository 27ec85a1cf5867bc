package dev.gatehouse.gateway.login;

/** What became of the session that a login was to open. */
sealed interface Opening {
    /** The browser has it. */
    record Opened(SessionCookie cookie) implements Opening {}

    /** The person's access has ended, or changed since the token was linked to it. */
    record AccessEnded() implements Opening {}

    /** This login has opened one already. */
    record UsedBefore() implements Opening {}
}
