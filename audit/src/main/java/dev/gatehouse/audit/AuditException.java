package dev.gatehouse.audit;

/** Why something could not be recorded or sequenced. */
public abstract sealed class AuditException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private AuditException(String message) {
        super(message);
    }

    private AuditException(String message, Throwable cause) {
        super(message, cause);
    }

    /** An event's leaf would be over {@link Leaf#MAX_BYTES}; thrown before anything is committed. */
    public static final class EventTooLarge extends AuditException {
        private static final long serialVersionUID = 1L;

        EventTooLarge(EventCode code, int bytes) {
            super("the leaf of " + code + " would have " + bytes + " bytes, more than " + Leaf.MAX_BYTES);
        }
    }

    /** A value of an event has no canonical form; thrown before anything is committed. */
    public static final class Unencodable extends AuditException {
        private static final long serialVersionUID = 1L;

        Unencodable(Throwable cause) {
            super("a value without a canonical JSON form", cause);
        }
    }

    /** The stored tree is smaller than, or differs from, a checkpoint that was already signed. */
    public static final class LogForked extends AuditException {
        private static final long serialVersionUID = 1L;

        LogForked(String message) {
            super(message);
        }
    }
}
