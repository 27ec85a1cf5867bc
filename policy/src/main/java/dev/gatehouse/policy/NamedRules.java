package dev.gatehouse.policy;

import java.util.List;

/**
 * The rules by which a permission is held, as they are found: each once, and a few at most. For one thread. They are
 * numbers until they are told, so that none is read to know whether it is there already.
 */
final class NamedRules {
    /** An event names the determining rules and is bounded; these are the nearest grants. */
    static final int MOST_GRANTS = 8;

    private final int[] numbers = new int[2 * MOST_GRANTS];
    private int count;
    private int grants;

    /** Names what gives a role, and the role after it, unless what gives it is named already. */
    void add(int giving, int role) {
        if (addIfNew(giving)) {
            addIfNew(role);
            grants++;
        }
    }

    boolean isFull() {
        return grants == MOST_GRANTS;
    }

    /** Of a few a list is searched sooner than a set is made. */
    private boolean addIfNew(int number) {
        for (int i = 0; i < count; i++) {
            if (numbers[i] == number) {
                return false;
            }
        }
        numbers[count++] = number;
        return true;
    }

    /**
     * Those that were named, in that order.
     *
     * @param byNumber every rule at its number
     */
    List<Rule> among(Rule[] byNumber) {
        var rules = new Rule[count];
        for (int i = 0; i < count; i++) {
            rules[i] = byNumber[numbers[i]];
        }
        return List.of(rules);
    }
}
