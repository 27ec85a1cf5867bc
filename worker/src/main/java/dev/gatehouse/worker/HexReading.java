package dev.gatehouse.worker;

import java.util.Arrays;

/**
 * The bytes that hexadecimal digits of either case stand for, with or without a colon or a space between bytes. Which
 * digit is a byte's first nobody knows: two sequences.
 */
final class HexReading {
    private static final byte[] DIGITS = new byte[256];

    static {
        Arrays.fill(DIGITS, (byte) -1);
        for (int digit = 0; digit < 16; digit++) {
            DIGITS[Character.forDigit(digit, 16)] = (byte) digit;
            DIGITS[Character.toUpperCase(Character.forDigit(digit, 16))] = (byte) digit;
        }
    }

    private final ByteMatcher matcher;
    private final Trail[] trails = new Trail[2];
    private boolean going;
    private boolean separated;
    private int before;
    private long beforeStart;
    private boolean paused;
    private int turn;

    HexReading(ByteMatcher matcher, HeldText text) {
        this.matcher = matcher;
        Arrays.setAll(trails, _ -> new Trail(matcher, text, new Gap(Gap.Blanks.INDENTING)));
    }

    /** The value of a digit, or -1. */
    static int digit(byte symbol) {
        return DIGITS[symbol & 0xff];
    }

    static boolean isSeparator(int symbol) {
        return symbol == ':' || symbol == ' ';
    }

    void restart() {
        if (going) {
            going = false;
            separated = false;
            for (Trail trail : trails) {
                trail.restart();
            }
        }
    }

    /**
     * The line ends here. A character before it that is not a whole byte yet is given out, though some of its bits may
     * belong to a secret: else the ends of many lines would wait for what comes next.
     */
    void pause() {
        paused = true;
    }

    void follow(int symbol, long start, long end) {
        int digit = DIGITS[symbol];
        if (digit < 0) {
            if (going && !separated && isSeparator(symbol)) {
                separated = true;
                // It divides a byte of the other sequence.
                trails[turn ^ 1].restart();
            } else {
                restart();
            }
            return;
        }
        if (going) {
            turn ^= 1;
            if (!separated) {
                trails[turn].follow((before << 4) | digit, paused ? start : beforeStart, end);
            }
        }
        going = true;
        separated = false;
        before = digit;
        beforeStart = start;
        paused = false;
    }

    long earliest(long otherwise) {
        if (!going) {
            return otherwise;
        }
        boolean begins = !paused && !separated && matcher.mayBeginWithNibble(before);
        long earliest = begins ? beforeStart : otherwise;
        for (Trail trail : trails) {
            earliest = Math.min(earliest, trail.earliest(earliest));
        }
        return earliest;
    }

    long steps() {
        return Arrays.stream(trails).mapToLong(Trail::steps).sum();
    }
}
