package dev.gatehouse.secrets;

/** The outcome of opening what the dynamic secrets of one start are issued under. */
public sealed interface Opening {
    /** All of it is open; the receiver closes it. */
    record Opened(PreparedSecrets secrets) implements Opening {}

    /** It cannot be opened: the start ends with that, or is tried again later. Nothing stays open that could be ended. */
    record Ended(Resolution resolution) implements Opening {}
}
