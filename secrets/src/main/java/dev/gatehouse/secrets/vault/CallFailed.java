package dev.gatehouse.secrets.vault;

import java.io.IOException;

/** A call that was not made, or has no whole answer, on its way through the driver. Its message is the code. */
final class CallFailed extends IOException {
    private final String code;

    CallFailed(String code) {
        super(code);
        this.code = code;
    }

    String code() {
        return code;
    }
}
