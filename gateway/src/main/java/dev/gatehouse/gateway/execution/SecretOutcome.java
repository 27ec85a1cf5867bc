package dev.gatehouse.gateway.execution;

import dev.gatehouse.policy.SecretReference;

/** What became of an allowed start with secrets. */
sealed interface SecretOutcome {
    /** Its secrets were resolved, or nobody had to know them; this is what became of it. */
    record Answered(StartOutcome outcome) implements SecretOutcome {}

    /**
     * It cannot begin however often it is tried.
     *
     * @param secret that it fails for
     * @param code of the failure
     */
    record Failed(SecretReference secret, String code) implements SecretOutcome {}

    /**
     * A store cannot be asked now.
     *
     * @param cause one snake_case word
     */
    record Later(String cause) implements SecretOutcome {}
}
