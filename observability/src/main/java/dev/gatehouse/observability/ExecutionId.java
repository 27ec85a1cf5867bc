package dev.gatehouse.observability;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The id of one execution: a UUIDv7, written in lower case. It is in the span, the log keys, the event, the HTTP answer
 * and the worker's environment. Its order proves nothing.
 */
public record ExecutionId(UUID value) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** The id that the text names, or nothing when it is not one in canonical form. */
    public static Optional<ExecutionId> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new ExecutionId(UUID.fromString(text))) : Optional.empty();
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
