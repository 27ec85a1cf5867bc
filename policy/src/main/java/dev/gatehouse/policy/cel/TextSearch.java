package dev.gatehouse.policy.cel;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.runtime.CelFunctionBinding;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * {@code contains} and {@code matches}, in which a few characters of a condition can go over a text many times: beyond a
 * number of steps they fail, and with them the condition. Patterns are compiled once. Thread-safe.
 */
final class TextSearch {
    static final String CONTAINS = "contains";
    static final String MATCHES = "matches";

    /** Of one evaluation; some 50 ms, at the worst. */
    private static final long MOST_STEPS = 4_000_000;

    /** What the evaluation that runs has left. */
    static final ScopedValue<Steps> LEFT = ScopedValue.newInstance();

    private static final int MOST_KEPT = 1_000;

    private final Map<String, Pattern> patterns = new ConcurrentHashMap<>();

    /** What a pattern costs for each character; nothing for a text that is no pattern. */
    Optional<Integer> cost(String pattern) {
        try {
            return Optional.of(compiled(pattern).programSize());
        } catch (PatternSyntaxException malformed) {
            return Optional.empty();
        }
    }

    /** CEL wants functions of nothing that changes; which patterns are compiled already changes no answer. */
    @SuppressWarnings("Immutable")
    Iterable<CelFunctionBinding> bindings() {
        return Stream.of(
                        CelFunctionBinding.fromOverloads(
                                CONTAINS,
                                CelFunctionBinding.from("contains_string", String.class, String.class, this::contains)),
                        CelFunctionBinding.fromOverloads(
                                MATCHES,
                                CelFunctionBinding.from("matches", String.class, String.class, this::matches),
                                CelFunctionBinding.from("matches_string", String.class, String.class, this::matches)))
                .flatMap(Set::stream)
                .toList();
    }

    private boolean contains(String text, String part) {
        if (part.length() > text.length()) {
            return false;
        }
        refuseBeyond((long) text.length() * part.length());
        return text.contains(part);
    }

    private boolean matches(String text, String regularExpression) {
        Pattern pattern = compiled(regularExpression);
        refuseBeyond((long) text.length() * pattern.programSize());
        return pattern.matcher(text).find();
    }

    private static void refuseBeyond(long steps) {
        LEFT.get().take(steps);
    }

    /** How much one evaluation may search. For one thread. */
    static final class Steps {
        private long left = MOST_STEPS;

        private void take(long steps) {
            left -= steps;
            if (left < 0) {
                throw new IllegalArgumentException("texts are too long, or too many, to be searched for this");
            }
        }
    }

    private Pattern compiled(String regularExpression) {
        var known = patterns.get(regularExpression);
        if (known != null) {
            return known;
        }
        if (patterns.size() >= MOST_KEPT) {
            patterns.clear();
        }
        return patterns.computeIfAbsent(regularExpression, Pattern::compile);
    }
}
