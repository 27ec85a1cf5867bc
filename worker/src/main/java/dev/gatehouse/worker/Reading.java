package dev.gatehouse.worker;

/** A text as one {@link Spelling} reads it, by itself, as base64 and as hexadecimal digits. */
final class Reading {
    private final Spelling spelling;
    private final HeldText text;
    private final Trail itself;
    /** The same, but blanks after a break are no indentation. */
    private final Trail wrapped;
    /** The same without any blanks, of which only what is broken counts. */
    private final Trail scattered;

    private final Beginnings beginnings;
    private final Base64Reading base64;
    private final HexReading hex;
    private final Gap gap = new Gap(Gap.Blanks.INDENTING);
    /** The position of what is read next. */
    private long at;

    private long lastBreak;
    private long steps;

    Reading(Spelling spelling, Sought sought, HeldText text) {
        ByteMatcher matcher = sought.needles();
        this.spelling = spelling;
        this.beginnings = sought.beginnings();
        this.text = text;
        this.itself = new Trail(matcher, text, new Gap(Gap.Blanks.INDENTING));
        this.wrapped = new Trail(matcher, text, new Gap(Gap.Blanks.NONE));
        this.scattered = new Trail(matcher, text, new Gap(Gap.Blanks.ALL), this::isBroken);
        this.base64 = new Base64Reading(matcher, text);
        this.hex = new HexReading(matcher, text);
    }

    void restart(long from) {
        itself.restart();
        wrapped.restart();
        scattered.restart();
        base64.restart();
        hex.restart();
        gap.close();
        at = from;
        lastBreak = from - 1;
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
        if (Gap.isBreak(symbol)) {
            lastBreak = start;
        }
        scattered.follow(symbol, start, end);
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

    /** Whether a line ends within, and the beginning is one that a {@link Scout} finds wherever the rest has its blanks. */
    private boolean isBroken(long from, long to) {
        return lastBreak > from
                && !itself.covers(from, to)
                && !wrapped.covers(from, to)
                && (isBeginning(from, Gap.Blanks.INDENTING) || isBeginning(from, Gap.Blanks.NONE));
    }

    private boolean isBeginning(long from, Gap.Blanks blanks) {
        Opening opening = new Opening(beginnings, blanks);
        byte[] bytes = text.bytes();
        int index = text.index(from);
        boolean complete = false;
        while (index < text.end() && !complete) {
            steps++;
            int escape = spelling.escape(bytes, index, text.end());
            if (escape > Spelling.NONE && Spelling.isCodePoint(escape)) {
                complete = Utf8.anyOf(Spelling.value(escape), opening::isCompleteWith);
            } else {
                complete =
                        opening.isCompleteWith(escape > Spelling.NONE ? Spelling.value(escape) : bytes[index] & 0xff);
            }
            index += escape > Spelling.NONE ? Spelling.length(escape) : 1;
        }
        return opening.isKnown();
    }

    /** Where the earliest secret begins that may go on. */
    long earliest() {
        long earliest = Math.min(itself.earliest(at), wrapped.earliest(at));
        earliest = Math.min(earliest, scattered.earliest(at));
        earliest = Math.min(earliest, base64.earliest(at));
        return Math.min(earliest, hex.earliest(at));
    }

    long steps() {
        return steps + itself.steps() + wrapped.steps() + scattered.steps() + base64.steps() + hex.steps();
    }
}
