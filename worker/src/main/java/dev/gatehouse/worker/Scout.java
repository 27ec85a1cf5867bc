package dev.gatehouse.worker;

/**
 * Goes ahead quickly and finds where a secret may begin. Every fourth group of four characters is looked up in
 * {@link Beginnings}, so any beginning that stands together meets one that is known. Around each escape and line break, where
 * it may not stand together, all groups are looked up as each {@link Spelling} reads them.
 *
 * <p>Each byte is looked at a bounded number of times.
 */
final class Scout {
    /** So many bytes before and after an escape a beginning of eight characters, one of them written so, can reach. */
    private static final int CONTEXT = 12;
    /** So many bytes at the end of a text a beginning can have that is not wholly there yet. */
    private static final int TAIL = 20;
    /** So many bytes before its first known group, found by every fourth, a beginning can begin. */
    private static final int BEFORE = 8;
    /** So many bytes before an escape a beginning can begin that reaches it. */
    private static final int OVERLAP = 7;

    private static final Spelling[] SPELLINGS = Spelling.values();

    private final Beginnings beginnings;
    private int from;
    private int to;
    /** Where the escape or break ends that {@link #survey} came to, or the last of those that stand close together. */
    private int quiet;

    private int seen;
    private int breaks;
    private boolean indented;
    private boolean cut;
    private long steps;

    Scout(Beginnings beginnings) {
        this.beginnings = beginnings;
    }

    /** Where a close look has to begin. */
    int from() {
        return from;
    }

    /** How far it has to go at least. */
    int to() {
        return to;
    }

    /** Looks for the next place for a close look, which is the end of the text where there is no other. */
    void search(byte[] text, int begin, int end) {
        int sync = begin;
        int at = begin;
        while (at + 8 <= end) {
            steps += 8;
            long eight = Beginnings.eight(text, at);
            if ((beginnings.knows((int) eight) && isBeginning(text, at, sync, end))
                    || (beginnings.knows((int) (eight >>> 32)) && isBeginning(text, at + 4, sync, end))) {
                found(Math.max(sync, at - BEFORE), at + 8 + CONTEXT);
                return;
            }
            int special = Spelling.kinds(text, at) == 0 ? at + 8 : special(text, at, end);
            if (special < at + 8) {
                int context = Math.max(sync, special - CONTEXT);
                int until = Math.min(end, quiet + CONTEXT);
                if (cut || isSuspect(text, context, special, until)) {
                    found(context, until);
                    return;
                }
                sync = quiet;
                at = quiet;
            } else {
                at += 8;
            }
        }
        found(Math.max(sync, end - TAIL), end);
    }

    /** How many characters and groups were looked at. */
    long steps() {
        return steps;
    }

    private void found(int first, int least) {
        from = first;
        to = least;
    }

    /** Whether enough groups around a known one are known, too. */
    private boolean isBeginning(byte[] text, int at, int begin, int end) {
        int run = 1;
        for (int i = at - 1; i >= begin && i > at - Beginnings.RUN && beginnings.knows(text, i); i--) {
            run++;
        }
        for (int i = at + 1; i + 4 <= end && i < at + Beginnings.RUN && beginnings.knows(text, i); i++) {
            run++;
        }
        steps += run;
        return run >= Beginnings.RUN;
    }

    /** The first of the eight bytes where an escape or a break begins; it is surveyed then. */
    private int special(byte[] text, int at, int end) {
        for (int i = at; i < at + 8; i++) {
            if (Spelling.kind(text[i]) != 0 && survey(text, i, end)) {
                return i;
            }
        }
        return at + 8;
    }

    /** Finds the end of the escapes and breaks that stand close together from here on, and which spellings have any. */
    private boolean survey(byte[] text, int at, int end) {
        seen = 0;
        breaks = 0;
        indented = false;
        quiet = at;
        int i = at;
        while (i < end && i < quiet + CONTEXT) {
            int kind = Spelling.kind(text[i]);
            if (kind == Spelling.SEES_BREAK) {
                seen |= Spelling.SEES_BREAK;
                breaks++;
                while (i < end && (Gap.isBreak(text[i]) || Gap.isBlank(text[i]))) {
                    indented |= Gap.isBlank(text[i]);
                    i++;
                }
                quiet = i;
            } else {
                if (kind != 0) {
                    survey(text, i, end, kind);
                }
                i++;
                if (seen == 0) {
                    return false;
                }
            }
        }
        steps += i - at;
        cut = i == end && i < quiet + CONTEXT;
        return true;
    }

    private void survey(byte[] text, int at, int end, int kind) {
        for (Spelling spelling : SPELLINGS) {
            if (spelling.sees(kind)) {
                int escape = spelling.escape(text, at, end);
                if (escape != Spelling.NONE) {
                    seen |= kind;
                    indented |= Gap.isBreak(Spelling.value(escape));
                    quiet = Math.max(quiet, escape == Spelling.CUT ? end : at + Spelling.length(escape));
                }
            }
        }
    }

    private boolean isSuspect(byte[] text, int begin, int special, int end) {
        if (breaks == 0 ? hasBeginning(text, begin, special, end) : isSuspectOverBreaks(text, begin, special, end)) {
            return true;
        }
        for (Spelling spelling : SPELLINGS) {
            if (spelling.sees(seen) && isSuspect(spelling, text, begin, end)) {
                return true;
            }
        }
        return false;
    }

    /** Every fourth group of those that reach what looks like an escape. */
    private boolean hasBeginning(byte[] text, int begin, int special, int end) {
        for (int at = Math.max(begin, special - OVERLAP); at < quiet + 4 && at + 4 <= end; at += 4) {
            steps++;
            if (beginnings.knows(text, at) && isBeginning(text, at, begin, end)) {
                return true;
            }
        }
        return false;
    }

    /** Over one break, as nearly all are, three groups are every fourth: before it, over it and after it. */
    private boolean isSuspectOverBreaks(byte[] text, int begin, int special, int end) {
        if (seen == Spelling.SEES_BREAK && breaks == 1 && !indented && special - 8 >= begin && quiet + 8 <= end) {
            long before = Beginnings.eight(text, special - 8);
            long after = Beginnings.eight(text, quiet);
            steps += 3;
            if (!beginnings.knows((int) (before >>> 8))
                    && !beginnings.knows((int) ((before >>> 40) | (after << 24)))
                    && !beginnings.knows((int) (after >>> 8))) {
                return false;
            }
        }
        return isSuspect(Spelling.PLAIN, text, begin, end);
    }

    private boolean isSuspect(Spelling spelling, byte[] text, int begin, int end) {
        return isSuspect(spelling, Gap.Blanks.INDENTING, text, begin, end)
                || (indented && isSuspect(spelling, Gap.Blanks.NONE, text, begin, end));
    }

    /** First every fourth group is looked up, and all of them only where one is known. */
    private boolean isSuspect(Spelling spelling, Gap.Blanks blanks, byte[] text, int begin, int end) {
        return meets(new Groups(new Gap(blanks), false), spelling, text, begin, end)
                && meets(new Groups(new Gap(blanks), true), spelling, text, begin, end);
    }

    private boolean meets(Groups groups, Spelling spelling, byte[] text, int begin, int end) {
        int at = begin;
        while (at < end) {
            steps++;
            int escape =
                    Spelling.kind(text[at]) <= Spelling.SEES_BREAK ? Spelling.NONE : spelling.escape(text, at, end);
            if (escape > Spelling.NONE ? groups.endBeginning(escape) : groups.endBeginning(text[at])) {
                return true;
            }
            at += escape > Spelling.NONE ? Spelling.length(escape) : 1;
        }
        return false;
    }

    /** The latest characters of one spelling. */
    private final class Groups {
        private final Gap gap;
        private final boolean thorough;
        private int group;
        private int size;
        private int run;

        Groups(Gap gap, boolean thorough) {
            this.gap = gap;
            this.thorough = thorough;
        }

        /** Takes the character, and whether a beginning ends with it. */
        boolean endBeginning(byte character) {
            return isBeginning(character & 0xff);
        }

        /** The same for an escape. */
        boolean endBeginning(int escape) {
            return Spelling.isCodePoint(escape)
                    ? Utf8.anyOf(Spelling.value(escape), this::isBeginning)
                    : isBeginning(Spelling.value(escape));
        }

        private boolean isBeginning(int symbol) {
            if (gap.swallows(symbol)) {
                return false;
            }
            group = (group >>> 8) | (symbol << 24);
            size++;
            if (!thorough) {
                return size % 4 == 0 && beginnings.knows(group);
            }
            run = size >= 4 && beginnings.knows(group) ? run + 1 : 0;
            return run >= Beginnings.RUN;
        }
    }
}
