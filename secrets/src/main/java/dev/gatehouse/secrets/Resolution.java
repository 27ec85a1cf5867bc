package dev.gatehouse.secrets;

import dev.gatehouse.policy.SecretReference;
import java.util.List;

/** The outcome of resolving the secrets of one start. */
public sealed interface Resolution {
    /** One envelope that only the session's worker can open, and what lies in it. */
    final class Sealed implements Resolution {
        private final byte[] envelope;
        private final List<ResolvedReference> references;

        Sealed(byte[] envelope, List<ResolvedReference> references) {
            this.envelope = envelope.clone();
            this.references = List.copyOf(references);
        }

        public byte[] envelope() {
            return envelope.clone();
        }

        public List<ResolvedReference> references() {
            return references;
        }
    }

    /** A secret that nobody gave a value, or whose store is not known: the start fails. */
    record Missing(SecretReference reference) implements Resolution {}

    /**
     * A store cannot be asked now: the start is tried again later.
     *
     * @param cause one snake_case word
     */
    record Unavailable(String cause) implements Resolution {}
}
