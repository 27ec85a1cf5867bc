package dev.gatehouse.gateway.sso;

/** What a shown logout token turned out to be. */
public sealed interface LogoutTokenOutcome {
    record Verified(LogoutToken token) implements LogoutTokenOutcome {}

    /**
     * It ends nothing.
     *
     * @param reason one snake_case word of few
     */
    record Refused(String reason) implements LogoutTokenOutcome {}

    /** Its issuer's keys are not known and cannot be had: nobody can say what it is worth. */
    record Unavailable(String cause) implements LogoutTokenOutcome {}
}
