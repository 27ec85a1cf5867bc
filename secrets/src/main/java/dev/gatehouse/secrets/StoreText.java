package dev.gatehouse.secrets;

import java.util.regex.Pattern;

/** What a store says of its own making and is kept: a version, an accessor, the id of a lease. */
public final class StoreText {
    /** Longer than any store makes one, and short enough for an event. */
    private static final int MOST = 512;

    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{1," + MOST + "}");

    private StoreText() {}

    /** Whether it is one: printable ASCII without blanks, at most {@value #MOST} characters. Anything else is a broken answer. */
    public static boolean isPlain(String text) {
        return FORM.matcher(text).matches();
    }
}
