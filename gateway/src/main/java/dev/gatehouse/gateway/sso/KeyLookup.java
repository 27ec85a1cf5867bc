package dev.gatehouse.gateway.sso;

/** Whether an issuer has a key of that id. */
sealed interface KeyLookup {
    record Found(VerificationKey key) implements KeyLookup {}

    /** It has none, or had none a moment ago. */
    record Unknown() implements KeyLookup {}

    /** Nobody can say. */
    record Unavailable(String cause) implements KeyLookup {}
}
