package dev.gatehouse.secrets;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What a {@link MasterKey} makes of bytes: eight bytes that say so, the eight of the key's id, then nonce, ciphertext and tag.
 * What the first key of an installation wrapped is nonce, ciphertext and tag alone, as it was before there could be others.
 */
final class WrappedBytes {
    private static final byte[] MARK = "gh-wrap1".getBytes(StandardCharsets.US_ASCII);
    private static final int PREFIX = MARK.length + WrappingKey.ID_BYTES;

    private WrappedBytes() {}

    static byte[] mark() {
        return MARK.clone();
    }

    static byte[] prefix(String id) {
        return ByteBuffer.allocate(PREFIX)
                .put(MARK)
                .put(HexFormat.of().parseHex(id))
                .array();
    }

    static byte[] named(String id, byte[] sealed) {
        return ByteBuffer.allocate(PREFIX + sealed.length)
                .put(prefix(id))
                .put(sealed)
                .array();
    }

    static Optional<String> name(byte[] wrapped) {
        return wrapped.length >= PREFIX && Arrays.equals(wrapped, 0, MARK.length, MARK, 0, MARK.length)
                ? Optional.of(HexFormat.of().formatHex(wrapped, MARK.length, PREFIX))
                : Optional.empty();
    }

    /** Of bytes that have a name. */
    static byte[] sealed(byte[] wrapped) {
        return Arrays.copyOfRange(wrapped, PREFIX, wrapped.length);
    }
}
