package dev.gatehouse.worker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The byte strings under which a secret may show up in output: as it is, and in base64, standard and for URLs, also in
 * the middle of longer encoded text (as {@code user:password} in a header is), where its first and last characters
 * depend on the neighbours and the rest on how far it stands from a multiple of three bytes.
 */
final class SecretForms {
    private static final int SHORTEST_ENCODED = 6;

    private SecretForms() {}

    static List<byte[]> of(byte[] value) {
        List<byte[]> forms = new ArrayList<>();
        if (value.length == 0) {
            return forms;
        }
        forms.add(value.clone());
        for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
            forms.add(encoder.withoutPadding().encode(value));
            for (int offset = 0; offset < 3; offset++) {
                byte[] inside = inside(value, offset, encoder.withoutPadding());
                if (inside.length >= SHORTEST_ENCODED) {
                    forms.add(inside);
                }
            }
        }
        return forms;
    }

    /** The characters that every encoding has in which the value begins {@code offset} bytes after a group of three. */
    private static byte[] inside(byte[] value, int offset, Base64.Encoder encoder) {
        byte[] shifted = new byte[offset + value.length];
        System.arraycopy(value, 0, shifted, offset, value.length);
        byte[] text = encoder.encode(shifted);
        int from = offset == 0 ? 0 : offset + 1;
        int to = shifted.length % 3 == 0 ? text.length : text.length - 1;
        byte[] inside = from < to ? Arrays.copyOfRange(text, from, to) : new byte[0];
        Arrays.fill(shifted, (byte) 0);
        Arrays.fill(text, (byte) 0);
        return inside;
    }
}
