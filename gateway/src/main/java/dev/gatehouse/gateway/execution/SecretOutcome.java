package dev.gatehouse.gateway.execution;

/** What became of an allowed start with secrets. */
sealed interface SecretOutcome {
    /** Its secrets were resolved, or nobody had to know them; this is what became of it. */
    record Answered(StartOutcome outcome) implements SecretOutcome {}

    /**
     * It cannot begin however often it is tried.
     *
     * @param code of the failure
     */
    record Failed(String code) implements SecretOutcome {}

    /**
     * A store cannot be asked now.
     *
     * @param cause one snake_case word
     */
    record Later(String cause) implements SecretOutcome {}
}
