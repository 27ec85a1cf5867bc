package dev.gatehouse.worker;

/**
 * Where a line was broken: the break and the blanks that indent what follows. Terminals, encoders and YAML put them
 * anywhere into a secret, so they count neither in what is looked for nor in what is read.
 */
final class Gap {
    /** More of them in a row end whatever came before: so what may have to be held back is bounded. */
    static final int WIDEST = 64;

    private final boolean indented;
    private int width;

    /** @param indented whether the blanks after a break are part of it, as where lines are indented, or of the text, as where a terminal wraps */
    Gap(boolean indented) {
        this.indented = indented;
    }

    /** Whether the byte belongs to a break. */
    boolean swallows(int symbol) {
        if (symbol <= ' ' && (isBreak(symbol) || (indented && width > 0 && isBlank(symbol)))) {
            width++;
            return true;
        }
        width = 0;
        return false;
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
