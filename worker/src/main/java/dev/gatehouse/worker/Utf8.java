package dev.gatehouse.worker;

import java.util.function.IntPredicate;

/** The bytes of a character beyond ASCII (RFC 3629): a first one that says how many follow, of six bits each. */
final class Utf8 {
    private Utf8() {}

    /** Tells all bytes of the character, and whether any was taken. */
    static boolean anyOf(int codePoint, IntPredicate taken) {
        int more = codePoint < 0x800 ? 1 : codePoint < 0x10000 ? 2 : 3;
        boolean any = taken.test(((0xff00 >>> (more + 1)) & 0xff) | (codePoint >>> (6 * more)));
        for (int left = more - 1; left >= 0; left--) {
            any |= taken.test(0x80 | ((codePoint >>> (6 * left)) & 0x3f));
        }
        return any;
    }
}
