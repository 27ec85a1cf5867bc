package dev.gatehouse.secrets;

/**
 * What this module cannot do, as opposed to what it expects: a missing value or a store that is down is an answer.
 *
 * <p>Messages name files, purposes and references, never key material or values.
 */
public abstract sealed class SecretException extends RuntimeException {
    private SecretException(String message) {
        super(message);
    }

    private SecretException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The file of the master key is missing, malformed or readable by others. */
    public static final class KeyFileRefused extends SecretException {
        KeyFileRefused(String message) {
            super(message);
        }

        KeyFileRefused(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Bytes were wrapped by another key, for another place, or were changed. */
    public static final class CannotUnwrap extends SecretException {
        CannotUnwrap(WrapContext context) {
            super("cannot unwrap " + context + ": another master key, another place, or changed bytes");
        }
    }

    /** Declarations of secrets, or rows of the embedded store, cannot be read now; thrown by whoever keeps them. */
    public static final class RowsUnavailable extends SecretException {
        public RowsUnavailable(Throwable cause) {
            super("the rows of secrets cannot be read now", cause);
        }
    }

    /** The machine's cryptography refused to work. */
    public static final class CryptographyFailed extends SecretException {
        CryptographyFailed(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
