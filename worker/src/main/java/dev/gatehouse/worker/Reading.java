package dev.gatehouse.worker;

/** A text as one {@link Spelling} reads it, by itself, as base64 and as hexadecimal digits. */
final class Reading {
    private final Spelling spelling;
    private final HeldText text;
    private final Trail itself;
    /** The same, but blanks after a break are no indentation. */
    private final Trail wrapped;

    private final Base64Reading base64;
    private final HexReading hex;
    private final Gap gap = new Gap(true);
    /** The position of what is read next. */
    private long at;

    Reading(Spelling spelling, ByteMatcher matcher, HeldText text) {
        this.spelling = spelling;
        this.text = text;
        this.itself = new Trail(matcher, text, new Gap(true));
        this.wrapped = new Trail(matcher, text, new Gap(false));
        this.base64 = new Base64Reading(matcher, text);
        this.hex = new HexReading(matcher, text);
    }

    void restart(long from) {
        itself.restart();
        wrapped.restart();
        base64.restart();
        hex.restart();
        gap.close();
        at = from;
    }

    /**
     * Reads on to a position, or to an escape before it that the text cuts.
     *
     * @param last whether no more text comes: then what is cut is no escape
     */
    void read(long to, boolean last) {
        byte[] bytes = text.bytes();
        int index = text.index(at);
        int stop = text.index(to);
        while (index < stop) {
            int escape = Spelling.kind(bytes[index]) <= Spelling.SEES_BREAK
                    ? Spelling.NONE
                    : spelling.escape(bytes, index, text.end());
            if (escape == Spelling.CUT && !last) {
                break;
            }
            long start = text.position(index);
            if (escape > Spelling.NONE) {
                index += Spelling.length(escape);
                follow(escape, start, text.position(index));
            } else {
                followByte(bytes[index] & 0xff, start, start + 1);
                index++;
            }
        }
        at = text.position(index);
    }

    private void follow(int escape, long start, long end) {
        int value = Spelling.value(escape);
        if (!Spelling.isCodePoint(escape)) {
            followByte(value, start, end);
            return;
        }
        Utf8.anyOf(value, symbol -> {
            followByte(symbol, start, end);
            return false;
        });
    }

    private void followByte(int symbol, long start, long end) {
        itself.follow(symbol, start, end);
        wrapped.follow(symbol, start, end);
        if (gap.swallows(symbol)) {
            if (gap.isTooWide()) {
                base64.restart();
                hex.restart();
            } else {
                base64.pause();
                hex.pause();
            }
        } else {
            base64.follow(symbol, start, end);
            hex.follow(symbol, start, end);
        }
    }

    /** Where the earliest secret begins that may go on. */
    long earliest() {
        long earliest = Math.min(itself.earliest(at), wrapped.earliest(at));
        earliest = Math.min(earliest, base64.earliest(at));
        return Math.min(earliest, hex.earliest(at));
    }

    long steps() {
        return itself.steps() + wrapped.steps() + base64.steps() + hex.steps();
    }
}
