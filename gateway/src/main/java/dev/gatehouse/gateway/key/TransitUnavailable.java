package dev.gatehouse.gateway.key;

/** The operator's Vault cannot be asked for a key now; the message is one snake_case word that says why. */
final class TransitUnavailable extends RuntimeException {
    TransitUnavailable(String cause) {
        super(cause);
    }
}
