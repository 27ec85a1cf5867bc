package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the query parameters of lists; a wrong one is a 422 that names it. */
final class Paging {
    private static final int USUAL = 100;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}");

    private Paging() {}

    static int limit(@Nullable String text) {
        if (text == null) {
            return USUAL;
        }
        int limit = NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > Page.MAX) {
            throw wrong("limit", "between 1 and " + Page.MAX);
        }
        return limit;
    }

    /** An optional parameter; what cannot be parsed is wrong. */
    static <T> Optional<T> parameter(
            String name, @Nullable String text, String expected, Function<String, Optional<T>> parser) {
        if (text == null) {
            return Optional.empty();
        }
        Optional<T> value = parser.apply(text);
        if (value.isEmpty()) {
            throw wrong(name, expected);
        }
        return value;
    }

    private static ProblemException wrong(String name, String expected) {
        return new ProblemException(
                Problem.of(422, "parameter_invalid", "The query parameter " + name + " is " + expected + "."));
    }
}
