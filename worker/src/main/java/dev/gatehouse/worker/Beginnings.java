package dev.gatehouse.worker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * What the first eight characters of any needle can look like, by itself, in base64 and in hexadecimal digits: all
 * groups of four characters in them, as a Bloom filter of one hash (Bloom, 1970). It knows every beginning, and takes
 * few other texts for one: those in which {@value #RUN} groups, each one character after the other, are known.
 *
 * <p>Immutable once built.
 */
final class Beginnings {
    /** So many groups are in eight characters. */
    static final int RUN = 5;

    private static final int GROUP = 4;
    private static final int LEAST_BITS = 18;
    private static final int MOST_BITS = 26;
    private static final int BITS_A_NEEDLE = 13;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte[] STANDARD =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".getBytes(StandardCharsets.US_ASCII);

    private final long[] table;
    private final int shift;

    /** @param needles the first eight characters of each */
    Beginnings(List<byte[]> needles) {
        int needed = 32 - Integer.numberOfLeadingZeros(needles.size()) + BITS_A_NEEDLE;
        int bits = Math.clamp(needed, LEAST_BITS, MOST_BITS);
        table = new long[1 << (bits - 6)];
        shift = 32 - bits;
        for (byte[] first : needles) {
            add(choices(first));
            addBase64(first);
            addHex(first, 0, new byte[3 * SecretNeedles.SHORTEST], 0);
        }
    }

    /** Whether the group of four characters, the first in the lowest bits, is known. */
    boolean knows(int group) {
        int hash = (group * 0x9e3779b1) >>> shift;
        return ((table[hash >>> 6] >>> hash) & 1) != 0;
    }

    boolean knows(byte[] text, int at) {
        return knows((int) INTS.get(text, at));
    }

    /** The next eight characters, the first in the lowest bits. */
    static long eight(byte[] text, int at) {
        return (long) LONGS.get(text, at);
    }

    private void learn(int group) {
        int hash = (group * 0x9e3779b1) >>> shift;
        table[hash >>> 6] |= 1L << hash;
    }

    private static byte[][] choices(byte[] characters) {
        byte[][] choices = new byte[characters.length][];
        Arrays.setAll(choices, i -> new byte[] {characters[i]});
        return choices;
    }

    /** Each character is one of a few. */
    private void add(byte[][] characters) {
        for (int from = 0; from < RUN; from++) {
            add(characters, from, 0, 0);
        }
    }

    private void add(byte[][] characters, int from, int chosen, int group) {
        if (chosen == GROUP) {
            learn(group);
            return;
        }
        for (byte character : characters[from + chosen]) {
            add(characters, from, chosen + 1, group | ((character & 0xff) << (8 * chosen)));
        }
    }

    /** A needle begins with a character of base64, or two or four bits before one. */
    private void addBase64(byte[] first) {
        long bits = 0;
        for (byte each : first) {
            bits = (bits << 8) | (each & 0xff);
        }
        for (int skipped = 0; skipped <= 4; skipped += 2) {
            byte[][] characters = new byte[GROUP + RUN - 1][];
            for (int i = 0; i < characters.length; i++) {
                int sextet = (int) (bits >>> (58 - skipped - 6 * i)) & 0x3f;
                characters[i] = switch (sextet) {
                    case 62 -> new byte[] {'+', '-'};
                    case 63 -> new byte[] {'/', '_'};
                    default -> new byte[] {STANDARD[sextet]};
                };
            }
            add(characters);
        }
    }

    /** Before each byte but the first there may be a separator. */
    private void addHex(byte[] first, int next, byte[] written, int length) {
        if (length >= GROUP + RUN - 1) {
            byte[][] characters = new byte[GROUP + RUN - 1][];
            for (int i = 0; i < characters.length; i++) {
                byte lower = written[i];
                characters[i] = Character.isLetter(lower)
                        ? new byte[] {lower, (byte) Character.toUpperCase(lower)}
                        : new byte[] {lower};
            }
            add(characters);
            return;
        }
        written[length] = (byte) Character.forDigit((first[next] >>> 4) & 0xf, 16);
        written[length + 1] = (byte) Character.forDigit(first[next] & 0xf, 16);
        addHex(first, next + 1, written, length + 2);
        for (byte separator : new byte[] {':', ' '}) {
            written[length + 2] = separator;
            addHex(first, next + 1, written, length + 3);
        }
    }
}
