package dev.gatehouse.cli;

import java.util.regex.Pattern;

/** The id of something secret, such as a token, as people give it. */
final class ShownId {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private ShownId() {}

    /**
     * What is no id is not sent, for it may be the secret itself: addresses end up in logs.
     *
     * @param of what, and the name of the command that lists it
     */
    static String of(String of, String text) {
        if (!ID.matcher(text).matches()) {
            throw CommandFailure.usage("that is not the id of a " + of + ": " + of + " list shows it");
        }
        return text;
    }
}
