package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** One page of a list, and where the next begins; a page without a next is the last. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record Page<T>(List<T> items, Optional<String> next) {
    /** Of up to one more item than the limit: the surplus one only shows that there is more. */
    static <T> Page<T> of(List<T> found, int limit, Function<T, String> cursor) {
        if (found.size() <= limit) {
            return new Page<>(found, Optional.empty());
        }
        List<T> items = found.subList(0, limit);
        return new Page<>(items, Optional.of(cursor.apply(items.getLast())));
    }

    /** The same part of the list, without the items that are not to be shown. */
    Page<T> only(Predicate<T> shown) {
        return new Page<>(items.stream().filter(shown).toList(), next);
    }
}
