package dev.gatehouse.gateway.login;

/** How a login ended. */
sealed interface LoginOutcome {
    /** The browser has a new session. */
    record LoggedIn(SessionCookie cookie, LocalPath returnTo) implements LoginOutcome {}

    /**
     * It has none, and what came back is worth nothing.
     *
     * @param reason one snake_case word of few
     */
    record Failed(String reason) implements LoginOutcome {}

    /**
     * It has none, for the provider said so.
     *
     * @param reason one snake_case word of few, of ours: what the provider wrote is repeated nowhere
     */
    record Refused(String reason) implements LoginOutcome {}

    /**
     * The provider knows the person, and the tenant gives that person no access.
     *
     * @param reason one snake_case word of few
     */
    record NoAccess(String reason) implements LoginOutcome {}

    /** The provider was not asked, for too much of what came from the same network turned out bad. */
    record Throttled() implements LoginOutcome {}

    /** The provider was not asked, for too many log in by it at this moment. */
    record Busy() implements LoginOutcome {}

    /** The provider does not answer. */
    record Unavailable() implements LoginOutcome {}
}
