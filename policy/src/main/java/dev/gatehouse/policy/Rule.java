package dev.gatehouse.policy;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of a policy resource that determined a decision. */
public record Rule(String kind, UUID id, long revision) {
    private static final Pattern FORM =
            Pattern.compile("([a-z]{1,40})/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@([0-9]{1,18})");

    /** The rule that the text names, as {@link #toString} writes it. */
    public static Optional<Rule> parse(String text) {
        Matcher parts = FORM.matcher(text);
        return parts.matches()
                ? Optional.of(new Rule(parts.group(1), UUID.fromString(parts.group(2)), Long.parseLong(parts.group(3))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return kind + "/" + id + "@" + revision;
    }
}
