package dev.gatehouse.policy;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What bindings give to one principal, by place. Immutable.
 *
 * <p>With many bindings most of a question's time goes to what is not in a processor's cache. So what questions look at
 * are numbers that lie side by side: all places, then all roles, then all rules. A grant itself is read only where it
 * depends on something.
 */
final class PrincipalGrants {
    private final UUID principal;
    private final Grant[] grants;
    private final int[] numbers;

    /** Takes the grants ordered by place, and within a place as decisions name them. */
    PrincipalGrants(UUID principal, List<Grant> ordered) {
        int size = ordered.size();
        this.principal = principal;
        this.grants = ordered.toArray(Grant[]::new);
        this.numbers = new int[3 * size];
        for (int i = 0; i < size; i++) {
            numbers[i] = grants[i].place();
            numbers[size + i] = grants[i].roleNumber();
            numbers[2 * size + i] = grants[i].forGood() ? grants[i].ruleNumber() : ~grants[i].ruleNumber();
        }
    }

    UUID principal() {
        return principal;
    }

    int size() {
        return grants.length;
    }

    /** The index of the first that is given at the place, or of where it would be: before the end, or the end. */
    int first(int place, int end) {
        int from = 0;
        for (int left = end; left > 0; ) {
            int half = left >>> 1;
            if (numbers[from + half] < place) {
                from += half + 1;
                left -= half + 1;
            } else {
                left = half;
            }
        }
        return from;
    }

    boolean isAt(int index, int place) {
        return index < grants.length && numbers[index] == place;
    }

    int role(int index) {
        return numbers[grants.length + index];
    }

    /** The number of the rule that gives it. */
    int rule(int index) {
        int rule = numbers[2 * grants.length + index];
        return rule < 0 ? ~rule : rule;
    }

    /** What depends on nothing has its rule's number as it is. */
    boolean holds(int index, Circumstances circumstances) {
        return numbers[2 * grants.length + index] >= 0 || grants[index].holds(circumstances);
    }

    Stream<Grant> all() {
        return Stream.of(grants);
    }
}
