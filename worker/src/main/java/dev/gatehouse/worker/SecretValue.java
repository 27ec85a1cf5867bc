package dev.gatehouse.worker;

import java.util.Arrays;
import java.util.function.Function;

/**
 * The value of a secret, in memory for as long as it is needed. It is lent to a function, wiped on close, and can be
 * neither printed nor compared. Bytes, because values may be binary.
 *
 * <p>Not thread-safe against {@link #close}. Lending a closed value throws {@link IllegalStateException}.
 */
public final class SecretValue implements AutoCloseable {
    private final byte[] value;
    private volatile boolean closed;

    private SecretValue(byte[] value) {
        this.value = value;
    }

    /** Takes the array as its own: the caller forgets it, and closing wipes it. */
    public static SecretValue taking(byte[] value) {
        return new SecretValue(value);
    }

    /** A value with its own copy of the bytes. */
    public static SecretValue copyOf(byte[] value) {
        return new SecretValue(value.clone());
    }

    /** Lends the bytes; the function keeps no reference to the array. */
    public <T> T expose(Function<byte[], T> use) {
        if (closed) {
            throw new IllegalStateException("the secret was wiped");
        }
        return use.apply(value);
    }

    @Override
    public void close() {
        closed = true;
        Arrays.fill(value, (byte) 0);
    }

    @Override
    public String toString() {
        return "SecretValue[redacted]";
    }
}
