package dev.gatehouse.cli;

import java.util.regex.Pattern;

/** The id of a token, as people give it. */
final class TokenId {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private TokenId() {}

    /** What is no id is not sent, for it may be the token itself: addresses end up in logs. */
    static String of(String text) {
        if (!ID.matcher(text).matches()) {
            throw CommandFailure.usage("that is not the id of a token: token list shows it");
        }
        return text;
    }
}
