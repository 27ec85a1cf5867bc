package dev.gatehouse.secrets;

import dev.gatehouse.worker.SecretValue;

/** What a store answers to the question for one value. */
public sealed interface StoreAnswer {
    /** The value, which the receiver closes, and the version it has in the store. */
    record Found(SecretValue value, long version) implements StoreAnswer {}

    /** The store works and holds no such value. */
    record Missing() implements StoreAnswer {}

    /**
     * The store cannot be asked now.
     *
     * @param cause one snake_case word
     */
    record Unavailable(String cause) implements StoreAnswer {}
}
