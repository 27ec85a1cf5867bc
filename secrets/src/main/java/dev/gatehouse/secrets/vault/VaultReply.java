package dev.gatehouse.secrets.vault;

import io.github.jopenlibs.vault.response.LogicalResponse;

/** What became of one call. */
sealed interface VaultReply {
    /** The server answered, whatever it said. */
    record Answered(int status, LogicalResponse content) implements VaultReply {
        /** The content may hold what is not for a log. */
        @Override
        public String toString() {
            return "Answered[" + status + "]";
        }
    }

    /**
     * There is no answer to go by.
     *
     * @param cause one snake_case word
     */
    record Failed(String cause) implements VaultReply {}
}
