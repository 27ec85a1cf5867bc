package dev.gatehouse.secrets;

/**
 * Keys of a {@link MasterKey} that are kept only as a Vault's transit engine wrapped them: it makes them, and opens them when a
 * gateway starts or hears of a new one. Nothing else asks it. Thread-safe.
 */
public interface TransitKeys {
    /** Makes a key. */
    MadeKey make();

    /** Opens a key that was made here. */
    OpenedKey open(String wrapped);

    /** What came of asking for a new key. */
    sealed interface MadeKey {
        /**
         * There is one.
         *
         * @param wrapped as it is kept
         */
        record Made(WrappingKey key, String wrapped) implements MadeKey {}

        /**
         * There is none now.
         *
         * @param cause one snake_case word
         */
        record Unavailable(String cause) implements MadeKey {}
    }

    /** What came of asking for the key that was wrapped. */
    sealed interface OpenedKey {
        record Opened(WrappingKey key) implements OpenedKey {}

        /** The engine does not open it, and never will: it is another one, or has no key of that version any more. */
        record Refused() implements OpenedKey {}

        /**
         * Nobody knows now.
         *
         * @param cause one snake_case word
         */
        record Unavailable(String cause) implements OpenedKey {}
    }
}
