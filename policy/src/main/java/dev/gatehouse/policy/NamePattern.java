package dev.gatehouse.policy;

/**
 * A pattern of full job names, such as {@code acme.prod/nightly-*}: a star stands for any characters of a namespace or of a
 * name, and never for the slash between them.
 */
public record NamePattern(String text) {
    private static final int LONGEST = 320;

    public NamePattern {
        if (!isOne(text)) {
            throw new IllegalArgumentException("not a pattern of job names");
        }
    }

    /** Whether the text is a pattern: the characters of names, stars, and one slash. */
    public static boolean isOne(String text) {
        return text.length() <= LONGEST && text.matches("[-a-z0-9.*]+/[-a-z0-9*]+");
    }

    public boolean matches(JobName name) {
        int slash = text.indexOf('/');
        return matches(slash + 1, text.length(), name.name())
                && matches(0, slash, name.namespace().path());
    }

    /** The pattern from and to these places, in time linear in the name for each star. */
    private boolean matches(int from, int to, String name) {
        int at = from;
        int in = 0;
        int star = -1;
        int resume = 0;
        while (in < name.length()) {
            if (at < to && text.charAt(at) == '*') {
                star = at++;
                resume = in;
            } else if (at < to && text.charAt(at) == name.charAt(in)) {
                at++;
                in++;
            } else if (star >= 0) {
                at = star + 1;
                in = ++resume;
            } else {
                return false;
            }
        }
        while (at < to && text.charAt(at) == '*') {
            at++;
        }
        return at == to;
    }
}
