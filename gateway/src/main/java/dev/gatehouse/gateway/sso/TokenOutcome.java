package dev.gatehouse.gateway.sso;

/** What a shown access token turned out to be. */
public sealed interface TokenOutcome {
    record Verified(AccessToken token) implements TokenOutcome {}

    /**
     * It is worth nothing here.
     *
     * @param reason one snake_case word of few
     */
    record Refused(String reason) implements TokenOutcome {}

    /** Its issuer's keys are not known and cannot be had: nobody can say what it is worth. */
    record Unavailable(String cause) implements TokenOutcome {}
}
