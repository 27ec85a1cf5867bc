package dev.gatehouse.gateway.execution;

import java.util.Arrays;

/** One chunk of an attempt's log as its worker numbered it. */
public final class LogPiece {
    private final long seq;
    private final String stream;
    private final byte[] bytes;

    public LogPiece(long seq, String stream, byte[] bytes) {
        this.seq = seq;
        this.stream = stream;
        this.bytes = Arrays.copyOf(bytes, bytes.length);
    }

    long seq() {
        return seq;
    }

    String stream() {
        return stream;
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, bytes.length);
    }
}
