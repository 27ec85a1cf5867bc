package dev.gatehouse.secrets.aws;

import java.io.IOException;

/** A call that was not made, or has no whole answer, on its way through the SDK. Its message is the code. */
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
