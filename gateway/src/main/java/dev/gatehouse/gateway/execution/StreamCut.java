package dev.gatehouse.gateway.execution;

import java.io.IOException;

/** A stream that cannot be written to any more. */
final class StreamCut extends IOException {
    private static final long serialVersionUID = 1;

    private final StreamEnd end;

    StreamCut(StreamEnd end) {
        super(end.word());
        this.end = end;
    }

    StreamEnd end() {
        return end;
    }
}
