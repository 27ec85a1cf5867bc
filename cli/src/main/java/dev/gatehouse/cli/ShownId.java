package dev.gatehouse.cli;

import java.util.regex.Pattern;

/** The id of something secret, such as a token, as people give it. */
final class ShownId {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private static final String EXAMPLE = "019a0000-0000-7000-8000-00000000000a";

    private ShownId() {}

    /**
     * What is no id is not sent, for it may be the secret itself: addresses end up in logs.
     *
     * @param list the command that shows the ids
     */
    static String of(String text, String list) {
        if (!ID.matcher(text).matches()) {
            throw CommandFailure.usage("that is not an id: " + list + " shows them, such as " + EXAMPLE);
        }
        return text;
    }
}
