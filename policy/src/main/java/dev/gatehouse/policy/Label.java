package dev.gatehouse.policy;

import java.util.regex.Pattern;

/** One part of a name: lower-case letters, digits and inner hyphens, at most 63 characters. */
final class Label {
    private static final Pattern FORM = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private Label() {}

    static boolean isLabel(String text) {
        return FORM.matcher(text).matches();
    }
}
