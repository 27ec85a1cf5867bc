package dev.gatehouse.worker;

/**
 * Where a line was broken: the break and the blanks that indent what follows. Terminals, encoders and YAML put them
 * anywhere into a secret, so they count neither in what is looked for nor in what is read.
 */
final class Gap {
    /** More of them in a row end whatever came before: so what may have to be held back is bounded. */
    static final int WIDEST = 64;

    /** Which blanks are part of a gap, and not of the text. */
    enum Blanks {
        /** As where a terminal wraps. */
        NONE,
        /** Those after a break, as where lines are indented. */
        INDENTING,
        /** As where lines are broken in place of blanks, too. */
        ALL
    }

    private final Blanks blanks;
    private int width;

    Gap(Blanks blanks) {
        this.blanks = blanks;
    }

    /** Whether the byte belongs to a break. */
    boolean swallows(int symbol) {
        if (symbol <= ' ' && (isBreak(symbol) || (isBlank(symbol) && swallowsBlank()))) {
            width++;
            return true;
        }
        width = 0;
        return false;
    }

    private boolean swallowsBlank() {
        return switch (blanks) {
            case NONE -> false;
            case INDENTING -> width > 0;
            case ALL -> true;
        };
    }

    boolean isTooWide() {
        return width > WIDEST;
    }

    void close() {
        width = 0;
    }

    static boolean isBreak(int symbol) {
        return symbol == '\n' || symbol == '\r';
    }

    static boolean isBlank(int symbol) {
        return symbol == ' ' || symbol == '\t';
    }
}
