package dev.gatehouse.worker;

/** A call that the policy does not allow, on its way to becoming an answer. */
final class EgressRefused extends Exception {
    EgressRefused(String code) {
        super(code, null, false, false);
    }

    String code() {
        return String.valueOf(getMessage());
    }
}
