package dev.gatehouse.worker;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * A piece of an attempt's redacted output. Repeating one is harmless: (attempt, seq) names it.
 *
 * @param seq 0, 1, 2 … within the attempt, over all streams
 * @param stream {@code stdout}, {@code stderr} or {@code system}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record LogChunk(long seq, String stream, String bytes) {
    public static final String STDOUT = "stdout";
    public static final String STDERR = "stderr";
    public static final String SYSTEM = "system";
    /** The most bytes in one chunk. */
    public static final int LIMIT = 64 * 1024;

    public LogChunk {
        requireNonNull(bytes, "bytes");
        if (seq < 0) {
            throw new IllegalArgumentException("seq is not negative");
        }
        if (!stream.equals(STDOUT) && !stream.equals(STDERR) && !stream.equals(SYSTEM)) {
            throw new IllegalArgumentException("stream is stdout, stderr or system");
        }
    }
}
