package dev.gatehouse.gateway.limit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.gateway.job.Pointer;
import dev.gatehouse.policy.Namespace;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** What a Namespace's limits must be beyond their schema. */
public final class LimitRules {
    private static final Duration LONGEST_RATE = Duration.ofDays(1);
    private static final Duration LONGEST_QUOTA = Duration.ofDays(31);

    private LimitRules() {}

    /**
     * Reports everything that is wrong.
     *
     * @param limits as the schema allows them
     * @param at where they stand
     * @param refuse takes a place and what is wrong there
     */
    public static void check(Namespace namespace, JsonNode limits, Pointer at, BiConsumer<Pointer, String> refuse) {
        check(namespace, limits.path("rate"), at.child("rate"), Optional.of(LONGEST_RATE), refuse);
        check(namespace, limits.path("executions"), at.child("executions"), Optional.of(LONGEST_QUOTA), refuse);
        check(namespace, limits.path("concurrency"), at.child("concurrency"), Optional.empty(), refuse);
    }

    private record Counted(String per, Optional<Duration> window) {}

    private static void check(
            Namespace namespace,
            JsonNode limits,
            Pointer at,
            Optional<Duration> longest,
            BiConsumer<Pointer, String> refuse) {
        Set<Counted> seen = new HashSet<>();
        for (int i = 0; i < limits.size(); i++) {
            JsonNode limit = limits.get(i);
            Pointer place = at.child(i);
            String per = limit.path("per").asText();
            if (per.equals("tenant") && !namespace.isRoot()) {
                refuse.accept(place.child("per"), "only the namespace root has limits of the tenant");
            }
            if (per.equals("namespace") && namespace.isRoot()) {
                refuse.accept(place.child("per"), "in the namespace root this is tenant");
            }
            Optional<Duration> window = longest.flatMap(most -> window(limit, most));
            if (longest.isPresent() && window.isEmpty()) {
                refuse.accept(
                        place.child("window"),
                        "not a duration of whole seconds between PT1S and P"
                                + longest.get().toDays() + "D");
            } else if (!seen.add(new Counted(per, window))) {
                refuse.accept(place, "another one counts the same");
            }
        }
    }

    private static Optional<Duration> window(JsonNode limit, Duration longest) {
        try {
            return Optional.of(Duration.parse(limit.path("window").asText()))
                    .filter(each -> each.compareTo(Duration.ofSeconds(1)) >= 0
                            && each.compareTo(longest) <= 0
                            && each.truncatedTo(ChronoUnit.SECONDS).equals(each));
        } catch (DateTimeParseException malformed) {
            return Optional.empty();
        }
    }
}
