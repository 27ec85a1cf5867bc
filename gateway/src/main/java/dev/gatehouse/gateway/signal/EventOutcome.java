package dev.gatehouse.gateway.signal;

/** What a delivered token turned out to be. */
sealed interface EventOutcome {
    record Believed(SecurityEvent event) implements EventOutcome {}

    /**
     * It is worth nothing here.
     *
     * @param error of RFC 8935, section 2.4
     * @param reason one snake_case word of few, which is counted
     */
    record Refused(DeliveryError error, String reason) implements EventOutcome {}

    /** Its issuer's keys are not known and cannot be had: it may be sent again. */
    record Unavailable(String cause) implements EventOutcome {}

    /** The errors that a transmitter is told (RFC 8935, section 2.4). */
    enum DeliveryError {
        INVALID_REQUEST,
        INVALID_KEY,
        INVALID_ISSUER,
        INVALID_AUDIENCE
    }
}
