package dev.gatehouse.gateway.execution;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place in an execution's log, written {@code attempt.seq}. */
record LogPosition(int attempt, long seq) {
    static final LogPosition START = new LogPosition(0, -1);

    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})\\.([0-9]{1,18})");

    static Optional<LogPosition> parse(String text) {
        Matcher parts = FORM.matcher(text);
        return parts.matches()
                ? Optional.of(new LogPosition(Integer.parseInt(parts.group(1)), Long.parseLong(parts.group(2))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return attempt + "." + seq;
    }
}
