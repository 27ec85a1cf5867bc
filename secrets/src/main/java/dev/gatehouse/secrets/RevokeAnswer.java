package dev.gatehouse.secrets;

/** What became of revoking everything that was issued under an accessor. */
public sealed interface RevokeAnswer {
    /** All of it is over, or was before. */
    record Revoked() implements RevokeAnswer {}

    /**
     * The store cannot be asked now, or does not let us: it may still live.
     *
     * @param cause one snake_case word, which holds nothing that the store said
     */
    record Unavailable(String cause) implements RevokeAnswer {}
}
