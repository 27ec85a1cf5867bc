package dev.gatehouse.gateway.replay;

import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.Judgement.Outcome;
import dev.gatehouse.policy.Replay;
import dev.gatehouse.policy.SubjectKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Counts differences by what makes them: which way they go, by which rule, for which job, for which kind of subject. For one
 * thread; it holds a bounded number of groups, and counts what is in no group, too.
 */
final class Tally {
    private static final int MOST_GROUPS = 1_000;
    private static final int MOST_EXAMPLES = 3;

    private final Map<Group, Counted> groups = new HashMap<>();
    private final Map<Transition, Long> all = new TreeMap<>();
    private final Map<Transition, Long> ungrouped = new TreeMap<>();

    /** From one answer to another; what becomes laxer comes first, and the widest step of that. */
    record Transition(Outcome before, Outcome after) implements Comparable<Transition> {
        private int step() {
            return after.compareTo(before);
        }

        @Override
        public int compareTo(Transition other) {
            return Comparator.comparingInt(Transition::step)
                    .thenComparing(Transition::before)
                    .compare(this, other);
        }

        @Override
        public String toString() {
            return before + "->" + after;
        }
    }

    private record Group(Transition transition, Optional<Replay.Named> rule, JobName job, SubjectKind kind) {}

    private static final class Counted {
        private long count;
        private final List<UUID> examples = new ArrayList<>(MOST_EXAMPLES);

        void add(UUID decision) {
            count++;
            if (examples.size() < MOST_EXAMPLES) {
                examples.add(decision);
            }
        }

        long count() {
            return count;
        }
    }

    void add(Replay.Difference difference, JobName job, SubjectKind kind, UUID decision) {
        var transition = new Transition(difference.before(), difference.after());
        all.merge(transition, 1L, Long::sum);
        var group = new Group(transition, difference.rule(), job, kind);
        if (groups.size() < MOST_GROUPS || groups.containsKey(group)) {
            groups.computeIfAbsent(group, _ -> new Counted()).add(decision);
        } else {
            ungrouped.merge(transition, 1L, Long::sum);
        }
    }

    long differences() {
        return all.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How many there are of each, and of each how many are in no group. */
    Map<String, Object> totals() {
        Map<String, Object> totals = new LinkedHashMap<>();
        all.forEach((transition, count) -> totals.put(transition.toString(), count));
        return totals;
    }

    Map<String, Object> ungrouped() {
        Map<String, Object> totals = new LinkedHashMap<>();
        ungrouped.forEach((transition, count) -> totals.put(transition.toString(), count));
        return totals;
    }

    /**
     * The groups: what becomes laxer first, and the largest of each.
     *
     * @param examples whether each has some of its decisions
     */
    List<Map<String, Object>> items(boolean examples) {
        Comparator<Map.Entry<Group, Counted>> order =
                Comparator.comparing(entry -> entry.getKey().transition());
        return groups.entrySet().stream()
                .sorted(order.thenComparingLong(entry -> -entry.getValue().count())
                        .thenComparing(entry -> entry.getKey().job().toString())
                        .thenComparing(entry -> entry.getKey().kind())
                        .thenComparing(entry ->
                                entry.getKey().rule().map(Replay.Named::name).orElse("")))
                .map(entry -> item(entry.getKey(), entry.getValue(), examples))
                .toList();
    }

    private static Map<String, Object> item(Group group, Counted counted, boolean examples) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("transition", group.transition().toString());
        item.put("count", counted.count());
        group.rule().ifPresent(named -> {
            Map<String, Object> rule = new LinkedHashMap<>();
            rule.put("kind", named.rule().kind());
            rule.put("name", named.name());
            rule.put("id", named.rule().id().toString());
            rule.put("revision", named.rule().revision());
            item.put("rule", rule);
        });
        item.put("job", group.job().toString());
        item.put("subjectKind", group.kind().name().toLowerCase(Locale.ROOT));
        if (examples) {
            item.put("examples", counted.examples.stream().map(UUID::toString).toList());
        }
        return item;
    }
}
