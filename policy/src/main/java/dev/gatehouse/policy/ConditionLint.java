package dev.gatehouse.policy;

import dev.gatehouse.policy.cel.Condition;
import dev.gatehouse.policy.cel.Variable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What is wrong with conditions. */
final class ConditionLint {
    private static final Set<Variable> NAMES = Set.of(Variable.JOB_NAME, Variable.RESOURCE_NAME);

    /** What these are about is named as the job is that ran, or is to run. */
    private static final Set<String> NAMED_AS_JOBS = Set.of("execution", "log", "output", "approval");

    private final ConditionBook book;
    private final Map<UUID, String> groupNames;

    ConditionLint(ConditionBook book, Map<UUID, String> groupNames) {
        this.book = book;
        this.groupNames = groupNames;
    }

    /**
     * What is wrong with the groups that it names: the ids beside a condition are those of its author, who may have written them, and
     * whoever reads the condition reads the names. What the group is called instead is told to nobody here.
     */
    List<String> misnamed(Optional<Expression> condition) {
        return condition.stream()
                .flatMap(text -> text.groups().entrySet().stream())
                .filter(named -> !isCalled(named.getKey(), named.getValue()))
                .sorted(Map.Entry.comparingByKey())
                .map(named -> "Its condition says inGroup('" + named.getKey() + "'), and the group that this means, "
                        + named.getValue() + ", is called otherwise or is gone. Say the group's own name, and leave out"
                        + " the groups beside the condition.")
                .toList();
    }

    private boolean isCalled(String name, UUID group) {
        return name.equals(group.toString())
                || Optional.ofNullable(groupNames.get(group))
                        .filter(name::equalsIgnoreCase)
                        .isPresent();
    }

    /** Whether it is none, or says no without looking at what is asked. */
    boolean neverHolds(Optional<Expression> condition) {
        return condition
                .map(text -> When.compile(text, book)
                        .map(when -> when.reads().isEmpty()
                                && when.test(_ -> Optional.empty()) == Condition.Outcome.DOES_NOT_HOLD)
                        .orElse(true))
                .orElse(false);
    }

    /** Whether it cannot be worked out, whatever is asked. */
    boolean alwaysFails(Optional<Expression> condition) {
        return condition
                .flatMap(text -> When.compile(text, book))
                .filter(when -> when.reads().isEmpty())
                .filter(when -> when.test(_ -> Optional.empty()) == Condition.Outcome.FAILED)
                .isPresent();
    }

    /** Whether it says no of everything that the subject asks: by what the subject is, whatever that is. */
    boolean neverHoldsOf(Optional<Expression> condition, Subject subject) {
        Map<Variable, Object> known = Map.of(
                Variable.SUBJECT_ID, subject.id().toString(),
                Variable.SUBJECT_KIND, subject.kind().name().toLowerCase(Locale.ROOT),
                Variable.SUBJECT_NAME, subject.name());
        return condition
                .flatMap(text -> When.compile(text, book))
                .map(when -> when.test(variable -> Optional.ofNullable(known.get(variable)))
                        == Condition.Outcome.DOES_NOT_HOLD)
                .orElse(false);
    }

    /** Whether it goes by the name of a job, where it is about these permissions. */
    boolean readsName(Optional<Expression> condition, Set<Permission> about) {
        return about.stream().map(Permission::resource).anyMatch(NAMED_AS_JOBS::contains) && readsName(condition);
    }

    private boolean readsName(Optional<Expression> condition) {
        return condition
                .flatMap(text -> When.compile(text, book))
                .map(when -> when.reads().stream().anyMatch(NAMES::contains))
                .orElse(false);
    }
}
