package dev.gatehouse.gateway.sso;

/** What the ID token of a login turned out to be. */
public sealed interface IdTokenOutcome {
    record Verified(IdToken token) implements IdTokenOutcome {}

    /**
     * It tells nothing.
     *
     * @param reason one snake_case word of few
     */
    record Refused(String reason) implements IdTokenOutcome {}

    /** Its issuer's keys are not known and cannot be had: nobody can say what it is worth. */
    record Unavailable(String cause) implements IdTokenOutcome {}
}
