package dev.gatehouse.secrets;

import java.util.regex.Pattern;

/** The one spelling of paths in stores: nothing in it means another path to anybody who reads it. */
public final class StorePath {
    private static final int LONGEST = 512;
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_+=@-][A-Za-z0-9._+=@-]*");

    private StorePath() {}

    /** Whether the text is a path: plain segments with single slashes between them, none of which begins with a dot. */
    public static boolean isPlain(String path) {
        if (path.length() > LONGEST) {
            return false;
        }
        for (String segment : path.split("/", -1)) {
            if (!SEGMENT.matcher(segment).matches()) {
                return false;
            }
        }
        return true;
    }
}
