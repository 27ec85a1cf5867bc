package dev.gatehouse.gateway.execution;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How far an execution has come, written {@code events.STATE}: it differs wherever what is shown of it does. */
record StatePosition(int events, ExecutionState state) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})\\.([A-Z_]{1,20})");

    static Optional<StatePosition> parse(String text) {
        Matcher parts = FORM.matcher(text);
        return parts.matches()
                ? Arrays.stream(ExecutionState.values())
                        .filter(state -> state.name().equals(parts.group(2)))
                        .findFirst()
                        .map(state -> new StatePosition(Integer.parseInt(parts.group(1)), state))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return events + "." + state;
    }
}
