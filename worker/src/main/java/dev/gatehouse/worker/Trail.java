package dev.gatehouse.worker;

/** One sequence of bytes, read out of a text in one way, on its way through a {@link ByteMatcher}; it marks what is found. */
final class Trail {
    private final ByteMatcher matcher;
    private final HeldText text;
    private final Gap gap;
    private final Finding finding;
    private int state = ByteMatcher.ROOT;
    /** Where in the text each of the latest bytes begins, at least of those that may begin a string. */
    private long[] starts = new long[16];

    private int size;
    private long markedFrom;
    private long markedTo;
    private long steps;

    /** Whether what was found between two positions is a secret. */
    interface Finding {
        boolean isSecret(long from, long to);
    }

    Trail(ByteMatcher matcher, HeldText text, Gap gap) {
        this(matcher, text, gap, (_, _) -> true);
    }

    Trail(ByteMatcher matcher, HeldText text, Gap gap, Finding finding) {
        this.matcher = matcher;
        this.gap = gap;
        this.text = text;
        this.finding = finding;
    }

    void restart() {
        state = ByteMatcher.ROOT;
        size = 0;
        gap.close();
    }

    /** Takes a byte that stands at these places of the text; line breaks and indentation do not count. */
    void follow(int symbol, long start, long end) {
        if (gap.swallows(symbol)) {
            if (gap.isTooWide()) {
                restart();
            }
        } else {
            followExactly(symbol, start, end);
        }
    }

    /** Takes a byte, also one that breaks a line. */
    void followExactly(int symbol, long start, long end) {
        int at = state;
        int child = matcher.child(at, symbol);
        steps++;
        while (child == ByteMatcher.ROOT && at != ByteMatcher.ROOT) {
            at = matcher.fallback(at);
            child = matcher.child(at, symbol);
            steps++;
        }
        state = child;
        if (child == ByteMatcher.ROOT) {
            size = 0;
            return;
        }
        remember(start);
        int found = matcher.longest(child);
        if (found > 0 && finding.isSecret(starts[size - found], end)) {
            mark(starts[size - found], end);
        }
    }

    /** Where the earliest string begins that may go on; {@code otherwise} where there is none. */
    long earliest(long otherwise) {
        return state == ByteMatcher.ROOT ? otherwise : starts[size - matcher.depth(state)];
    }

    /** Whether all between these positions is marked by the latest of what was found. */
    boolean covers(long from, long to) {
        return markedFrom <= from && to <= markedTo;
    }

    /** How many states were looked at. */
    long steps() {
        return steps;
    }

    private void remember(long start) {
        if (size == starts.length) {
            // Of this byte's state, of which the byte itself is not there yet.
            int needed = matcher.depth(state) - 1;
            long[] kept = needed > size / 2 ? new long[size * 2] : starts;
            System.arraycopy(starts, size - needed, kept, 0, needed);
            starts = kept;
            size = needed;
        }
        starts[size++] = start;
    }

    /** Of matches one after the other only what is new of each is marked, so that many long ones cost no more than few. */
    private void mark(long from, long to) {
        if (from < markedFrom || from > markedTo) {
            markedFrom = from;
            markedTo = from;
        }
        if (to > markedTo) {
            text.mark(markedTo, to);
            markedTo = to;
        }
    }
}
