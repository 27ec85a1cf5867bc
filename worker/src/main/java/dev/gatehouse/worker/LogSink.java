package dev.gatehouse.worker;

/** Takes an attempt's output, redacted by the caller. Thread-safe; never blocks for the gateway. */
public interface LogSink {
    /** Appends to a stream of the attempt ({@link LogChunk#STDOUT} and its siblings). The array is the sink's now. */
    void append(String stream, byte[] bytes);
}
