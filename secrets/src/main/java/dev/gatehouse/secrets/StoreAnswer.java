package dev.gatehouse.secrets;

import dev.gatehouse.worker.SecretValue;
import java.util.Map;
import java.util.Optional;

/** What a store answers to the question what lies at a path. */
public sealed interface StoreAnswer {
    /**
     * The values by their keys, which the receiver closes.
     *
     * @param version which the values have in the store; absent where the store counts none
     */
    record Found(Map<String, SecretValue> values, Optional<String> version) implements StoreAnswer, AutoCloseable {
        public Found {
            values = Map.copyOf(values);
        }

        @Override
        public void close() {
            values.values().forEach(SecretValue::close);
        }
    }

    /** The store works, and something that the reference names is not there. */
    record Missing(Part part) implements StoreAnswer {}

    /** The store works, and does not let us read that path. */
    record Forbidden() implements StoreAnswer {}

    /**
     * The store cannot be asked now.
     *
     * @param cause one snake_case word, which holds nothing that the store said
     */
    record Unavailable(String cause) implements StoreAnswer {}

    /** What of a reference is not there. */
    enum Part {
        /** Nothing lies at the path, or the secret or its store is not declared. */
        PATH,
        /** Something does, under other keys. */
        KEY,
        /** Something did: its newest version was deleted. */
        VERSION
    }
}
