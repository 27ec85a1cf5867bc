package dev.gatehouse.worker;

import java.io.IOException;

/** A call without a whole answer, on its way to becoming one that says so. */
final class EgressFailed extends IOException {
    private final String code;

    EgressFailed(String code) {
        super(code);
        this.code = code;
    }

    String code() {
        return code;
    }
}
