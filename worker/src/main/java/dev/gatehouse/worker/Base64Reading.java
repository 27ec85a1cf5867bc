package dev.gatehouse.worker;

import java.util.Arrays;

/**
 * The bytes that base64 stands for (RFC 4648, sections 4 and 5, both alphabets). Where a text of base64 begins nobody
 * knows, so the bits of its characters are read as bytes that begin at each even bit: four sequences.
 */
final class Base64Reading {
    private static final byte[] SEXTETS = new byte[256];

    static {
        Arrays.fill(SEXTETS, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            SEXTETS[alphabet.charAt(i)] = (byte) i;
        }
        SEXTETS['-'] = 62;
        SEXTETS['_'] = 63;
    }

    private final ByteMatcher matcher;
    private final Trail[] trails = new Trail[4];
    /** Whether a character came before, and the trails may have anything to forget. */
    private boolean going;

    private int before;
    private long beforeStart;
    private boolean paused;
    /** Counts the characters, as far as the trails take turns. */
    private int turn;

    Base64Reading(ByteMatcher matcher, HeldText text) {
        this.matcher = matcher;
        Arrays.setAll(trails, _ -> new Trail(matcher, text, new Gap(Gap.Blanks.INDENTING)));
    }

    void restart() {
        if (going) {
            going = false;
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

    /** Between two characters lie three places where a byte of the first and the second can begin: at bit 0, 2 and 4. */
    void follow(int symbol, long start, long end) {
        int sextet = SEXTETS[symbol];
        if (sextet < 0) {
            restart();
            return;
        }
        if (going) {
            int bits = (before << 6) | sextet;
            long from = paused ? start : beforeStart;
            turn = (turn + 3) & 3;
            trails[turn].follow(bits & 0xff, from, end);
            trails[(turn + 3) & 3].follow((bits >>> 2) & 0xff, from, end);
            trails[(turn + 2) & 3].follow(bits >>> 4, from, end);
        }
        going = true;
        before = sextet;
        beforeStart = start;
        paused = false;
    }

    long earliest(long otherwise) {
        if (!going) {
            return otherwise;
        }
        long earliest = paused || !matcher.mayBeginWithSextet(before) ? otherwise : beforeStart;
        for (Trail trail : trails) {
            earliest = Math.min(earliest, trail.earliest(earliest));
        }
        return earliest;
    }

    long steps() {
        return Arrays.stream(trails).mapToLong(Trail::steps).sum();
    }
}
