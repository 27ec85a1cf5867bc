package dev.gatehouse.secrets;

/** What becomes of a start while its store cannot be asked. */
public enum OnUnavailable {
    /** It goes back to the queue, and is tried again. */
    WAIT,
    /** It fails. */
    FAIL,
    /** It gets the value that was read last, unless that is too old; then it waits. */
    CACHED
}
