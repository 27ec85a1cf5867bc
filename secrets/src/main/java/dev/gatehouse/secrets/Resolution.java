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

    /**
     * There is no such secret for this job, however often it is tried: the start fails.
     *
     * @param code {@code secret_missing}, {@code secret_key_missing}, {@code secret_version_missing},
     *     {@code secret_forbidden} where the store or a rule about paths says no, {@code secret_too_short} or
     *     {@code secret_too_long}, or {@code secret_unavailable} where the store's declaration wants no waiting
     */
    record Failed(SecretReference reference, String code) implements Resolution {}

    /**
     * A store cannot be asked now: the start is tried again later.
     *
     * @param cause one snake_case word
     */
    record Unavailable(String cause) implements Resolution {}
}
