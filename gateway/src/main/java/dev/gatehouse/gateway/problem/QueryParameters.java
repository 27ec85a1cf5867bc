package dev.gatehouse.gateway.problem;

import dev.gatehouse.policy.Namespace;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads parameters of queries, and the ids of paths; a wrong one is a 422 that names it, and what it must be. */
public final class QueryParameters {
    /** The most items of one page, at every door. */
    public static final int LARGEST_PAGE = 1_000;

    private static final int USUAL_PAGE = 100;
    private static final String A_NAMESPACE =
            "a namespace, such as acme.data: names of lower-case letters, digits and inner hyphens with dots between them";
    private static final String AN_ID = "an id, such as 019a0000-0000-7000-8000-00000000000a";
    private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");
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
        return optional(name, text, AN_ID, PathId::of);
    }

    /** The id that is in the path. */
    public static UUID pathId(String name, String text) {
        return PathId.of(text).orElseThrow(() -> wrong("The path parameter " + name + " must be " + AN_ID + "."));
    }

    /** An optional namespace. */
    public static Optional<Namespace> namespace(@Nullable String text) {
        return optional("namespace", text, A_NAMESPACE, Namespace::parse);
    }

    /** An optional time that PostgreSQL holds. */
    public static Optional<Instant> instant(String name, @Nullable String text) {
        return optional(name, text, "a time, such as 2026-11-27T10:00:00Z", QueryParameters::time);
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
        return wrong("The query parameter " + name + " must be " + expected + ".");
    }

    private static ProblemException wrong(String detail) {
        return new ProblemException(Problem.of(422, "parameter_invalid", detail));
    }

    private static Optional<Integer> pageSize(String text) {
        return Optional.of(text)
                .filter(digits -> NUMBER.matcher(digits).matches())
                .map(Integer::valueOf)
                .filter(size -> size >= 1 && size <= LARGEST_PAGE);
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text)).filter(at -> !at.isBefore(Instant.EPOCH) && at.isBefore(LAST));
        } catch (DateTimeParseException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<Boolean> truth(String text) {
        return text.equals("true") || text.equals("false") ? Optional.of(text.equals("true")) : Optional.empty();
    }
}
