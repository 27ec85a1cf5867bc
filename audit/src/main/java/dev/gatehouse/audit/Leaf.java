package dev.gatehouse.audit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An event's final form: canonical JSON, written once, hashed as it is and never canonicalised again. */
public final class Leaf {
    /** The largest leaf, in bytes. */
    public static final int MAX_BYTES = 16 * 1024;

    private static final byte[] LEAF_PREFIX = {0};

    private final byte[] bytes;

    private Leaf(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The leaf with these stored bytes. */
    public static Leaf of(byte[] bytes) {
        return new Leaf(bytes.clone());
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** SHA-256(0x00 ‖ bytes), as in RFC 6962, section 2.1. */
    public Hash hash() {
        return Hash.over(LEAF_PREFIX, bytes);
    }

    /** The JSON text. */
    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Leaf leaf && Arrays.equals(bytes, leaf.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
