package dev.gatehouse.secrets;

import dev.gatehouse.worker.SecretValue;

/** What became of opening what secrets are issued under. */
public sealed interface OpenAnswer {
    /**
     * It is open.
     *
     * @param accessor what revokes it; it issues nothing, and is no secret
     * @param token what issues under it; the receiver closes it
     */
    record Opened(String accessor, SecretValue token) implements OpenAnswer, AutoCloseable {
        @Override
        public void close() {
            token.close();
        }
    }

    /** The store works, and does not let us open anything. */
    record Forbidden() implements OpenAnswer {}

    /**
     * The store cannot be asked now; something may have been opened that nobody can use and that ends by itself.
     *
     * @param cause one snake_case word, which holds nothing that the store said
     */
    record Unavailable(String cause) implements OpenAnswer {}
}
