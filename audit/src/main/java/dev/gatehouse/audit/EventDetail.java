package dev.gatehouse.audit;

import java.util.HexFormat;

/**
 * The value behind one commitment of a leaf, with its salt: searchable, erasable, and disclosed in receipts by choice.
 *
 * @param field the name of the leaf's field
 * @param salt 16 random bytes, lower-case hex
 * @param value JCS, the very text that was committed to
 */
public record EventDetail(String field, String salt, String value) {
    static final int SALT_BYTES = 16;

    public EventDetail {
        if (HexFormat.of().parseHex(salt).length != SALT_BYTES) {
            throw new IllegalArgumentException("a salt has 16 bytes");
        }
    }
}
