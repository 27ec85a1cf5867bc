package dev.gatehouse.worker;

import static dev.gatehouse.worker.Spelling.CUT;
import static dev.gatehouse.worker.Spelling.NONE;
import static dev.gatehouse.worker.Spelling.NOT_HEX;

/**
 * What a backslash and what follows it mean, to JSON (RFC 8259, section 7), to shells and to programming languages. They
 * contradict each other in nothing but {@code \xHH}, which is a byte or a character.
 */
final class BackslashEscape {
    private static final int OCTAL_DIGITS = 3;
    private static final int BRACED_DIGITS = 6;
    private static final int LARGEST = 0x10ffff;

    private BackslashEscape() {}

    /**
     * As {@link Spelling#escape} says.
     *
     * @param characters whether two hexadecimal digits are a character of Latin-1, and not a byte
     */
    static int read(byte[] text, int at, int end, boolean characters) {
        if (text[at] != '\\') {
            return NONE;
        }
        if (at + 1 == end) {
            return CUT;
        }
        int symbol = text[at + 1] & 0xff;
        return switch (symbol) {
            case 'n' -> Spelling.of('\n', 2);
            case 'r' -> Spelling.of('\r', 2);
            case 't' -> Spelling.of('\t', 2);
            case 'b' -> Spelling.of('\b', 2);
            case 'f' -> Spelling.of('\f', 2);
            case 'v' -> Spelling.of(0x0b, 2);
            case 'a' -> Spelling.of(0x07, 2);
            case 'e', 'E' -> Spelling.of(0x1b, 2);
            case 'x' -> characters ? numbered(text, at, end, 2) : octet(text, at, end);
            case 'u' -> unicode(text, at, end);
            case 'U' -> numbered(text, at, end, 8);
            case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(text, at, end);
            default -> Spelling.of(symbol, 2);
        };
    }

    private static int numbered(byte[] text, int at, int end, int digits) {
        int number = Spelling.hex(text, at + 2, end, digits);
        if (number == CUT) {
            return CUT;
        }
        if (number < 0 || number > LARGEST) {
            return Spelling.of(text[at + 1], 2);
        }
        return Spelling.ofCodePoint(number, 2 + digits);
    }

    private static int octet(byte[] text, int at, int end) {
        int number = Spelling.hex(text, at + 2, end, 2);
        return switch (number) {
            case CUT -> CUT;
            case NOT_HEX -> Spelling.of(text[at + 1], 2);
            default -> Spelling.of(number, 4);
        };
    }

    /** A character beyond the first 65,536 is two escapes (RFC 8259, section 7). */
    private static int unicode(byte[] text, int at, int end) {
        if (at + 2 < end && text[at + 2] == '{') {
            return braced(text, at, end);
        }
        int first = Spelling.hex(text, at + 2, end, 4);
        if (first < 0 || !Character.isHighSurrogate((char) first)) {
            return numbered(text, at, end, 4);
        }
        int next = at + 6;
        for (int i = 0; i < 2; i++) {
            if (next + i == end) {
                return CUT;
            }
            if (text[next + i] != "\\u".charAt(i)) {
                return NONE;
            }
        }
        int second = Spelling.hex(text, next + 2, end, 4);
        if (second == CUT) {
            return CUT;
        }
        return second == NOT_HEX || !Character.isLowSurrogate((char) second)
                ? NONE
                : Spelling.ofCodePoint(Character.toCodePoint((char) first, (char) second), 12);
    }

    /** Up to six digits between braces, as Rust, Swift and JavaScript write a character. */
    private static int braced(byte[] text, int at, int end) {
        int number = 0;
        int next = at + 3;
        while (next < end && next < at + 3 + BRACED_DIGITS && HexReading.digit(text[next]) >= 0) {
            number = (number << 4) | HexReading.digit(text[next]);
            next++;
        }
        if (next == end) {
            return CUT;
        }
        boolean isCharacter = next > at + 3 && text[next] == '}' && number <= LARGEST;
        return isCharacter ? Spelling.ofCodePoint(number, next + 1 - at) : Spelling.of('u', 2);
    }

    private static int octal(byte[] text, int at, int end) {
        int number = 0;
        int digits = 0;
        while (digits < OCTAL_DIGITS) {
            if (at + 1 + digits == end) {
                return CUT;
            }
            int digit = text[at + 1 + digits] - '0';
            if (digit < 0 || digit > 7) {
                break;
            }
            number = (number << 3) | digit;
            digits++;
        }
        return Spelling.of(number & 0xff, 1 + digits);
    }
}
