package dev.gatehouse.gateway.problem;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the query parameters of lists; a wrong one is a 422 that names it, and what it should be. */
public final class QueryParameters {
    /** The most items of one page, at every door. */
    public static final int LARGEST_PAGE = 1_000;

    private static final int USUAL_PAGE = 100;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}");

    private QueryParameters() {}

    /** How many items a page is to have; a hundred where the caller does not say. */
    public static int limit(@Nullable String text) {
        return optional("limit", text, "between 1 and " + LARGEST_PAGE, QueryParameters::pageSize)
                .orElse(USUAL_PAGE);
    }

    /** Whether something is wanted; it is not where the caller does not say. */
    public static boolean flag(String name, @Nullable String text) {
        return optional(name, text, "true or false", QueryParameters::truth).orElse(false);
    }

    /** An optional id. */
    public static Optional<UUID> id(String name, @Nullable String text) {
        return optional(name, text, "an id", PathId::of);
    }

    /** An optional text without U+0000, which PostgreSQL does not hold. */
    public static Optional<String> text(String name, @Nullable String text) {
        return optional(
                name,
                text,
                "a text without U+0000",
                value -> Optional.of(value).filter(words -> words.indexOf('\0') < 0));
    }

    /** An optional parameter; what cannot be parsed is wrong. */
    public static <T> Optional<T> optional(
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

    /** What a caller hears whose parameter is wrong, or missing where it must not be. */
    public static ProblemException wrong(String name, String expected) {
        return new ProblemException(
                Problem.of(422, "parameter_invalid", "The query parameter " + name + " is " + expected + "."));
    }

    private static Optional<Integer> pageSize(String text) {
        return Optional.of(text)
                .filter(digits -> NUMBER.matcher(digits).matches())
                .map(Integer::valueOf)
                .filter(size -> size >= 1 && size <= LARGEST_PAGE);
    }

    private static Optional<Boolean> truth(String text) {
        return text.equals("true") || text.equals("false") ? Optional.of(text.equals("true")) : Optional.empty();
    }
}
