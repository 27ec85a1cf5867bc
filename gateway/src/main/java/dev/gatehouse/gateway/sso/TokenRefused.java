package dev.gatehouse.gateway.sso;

/** A token that fails a check, on its way to becoming an outcome. */
final class TokenRefused extends Exception {
    TokenRefused(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
