package dev.gatehouse.gateway.login;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A place of this origin to come back to after a login. It is a path and perhaps a query, of plain characters only: nothing
 * that a browser could read as another host, whatever it does with slashes, backslashes, dots and escapes.
 */
record LocalPath(String text) {
    private static final int LONGEST = 256;
    private static final String SEGMENT = "[A-Za-z0-9_~-][A-Za-z0-9._~-]*";
    private static final Pattern FORM =
            Pattern.compile("/(?:" + SEGMENT + "(?:/" + SEGMENT + ")*)?(?:\\?[A-Za-z0-9._~=&-]*)?");

    /** The place; nothing where the text is something else. */
    static Optional<LocalPath> of(String text) {
        return text.length() <= LONGEST && FORM.matcher(text).matches()
                ? Optional.of(new LocalPath(text))
                : Optional.empty();
    }
}
