package dev.gatehouse.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What bindings give to each principal, by place. Immutable.
 *
 * <p>With many bindings most of a question's time goes to what is not in a processor's cache. So a principal is found in a
 * table of ids that lie side by side (open addressing with linear probing: Knuth, The Art of Computer Programming,
 * volume 3, section 6.4), and what questions look at are numbers: of one principal all places, then all roles, then all
 * rules. A grant itself is read only where it depends on something.
 *
 * <p>What is given to one principal is a span of all grants: the first in the upper half of a {@code long}, their count in
 * the lower one. Spans compare as the ids of their principals do. A grant of a span has an index from 0.
 */
final class GrantTable {
    /** The span of whom nothing is given. */
    static final long NOTHING = 0;

    /** Of an id both halves and its span, and one more so that few slots lie in two lines of the cache. */
    private static final int SLOT = 4;

    private static final int SPAN = 2;

    private final long[] slots;
    private final int mask;

    /** In the order of their ids. */
    private final UUID[] principals;

    private final Grant[] grants;
    private final int[] numbers;

    private GrantTable(int principals, int grants) {
        int capacity = Integer.highestOneBit(Math.max(1, 2 * principals - 1)) << 1;
        this.slots = new long[SLOT * capacity];
        this.mask = capacity - 1;
        this.principals = new UUID[principals];
        this.grants = new Grant[grants];
        this.numbers = new int[3 * grants];
    }

    /** Of each principal the grants are ordered by place, and within a place as decisions name them; there is at least one. */
    static GrantTable of(Map<UUID, List<Grant>> given) {
        var table = new GrantTable(
                given.size(), given.values().stream().mapToInt(List::size).sum());
        int principals = 0;
        int first = 0;
        for (var each :
                given.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList()) {
            table.principals[principals++] = each.getKey();
            table.write(each.getKey(), first, each.getValue());
            first += each.getValue().size();
        }
        return table;
    }

    private void write(UUID principal, int first, List<Grant> ordered) {
        int size = ordered.size();
        for (int i = 0; i < size; i++) {
            var grant = ordered.get(i);
            grants[first + i] = grant;
            numbers[3 * first + i] = grant.place();
            numbers[3 * first + size + i] = grant.roleNumber();
            numbers[3 * first + 2 * size + i] = grant.forGood() ? grant.ruleNumber() : ~grant.ruleNumber();
        }
        int slot = slot(principal);
        slots[slot] = principal.getMostSignificantBits();
        slots[slot + 1] = principal.getLeastSignificantBits();
        slots[slot + SPAN] = (long) first << Integer.SIZE | size;
    }

    /** Where the principal is, or where it would be. */
    private int slot(UUID principal) {
        long high = principal.getMostSignificantBits();
        long low = principal.getLeastSignificantBits();
        for (int each = spread(high, low); ; each++) {
            int slot = SLOT * (each & mask);
            if (slots[slot + SPAN] == NOTHING || (slots[slot] == high && slots[slot + 1] == low)) {
                return slot;
            }
        }
    }

    /** Ids that are counted, or that begin with the same time, are to lie apart: by the multiplier of Knuth's section 6.4. */
    private static int spread(long high, long low) {
        long mixed = (high * 0x9e3779b97f4a7c15L + low) * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> Integer.SIZE);
    }

    /** What is given to the subject, then what is given to each of its groups, in the order of their ids. */
    long[] spans(Subject subject) {
        var found = new long[subject.groups().size() + 1];
        int count = 0;
        long own = span(subject.id());
        if (own != NOTHING) {
            found[count++] = own;
        }
        int groups = count;
        for (UUID group : subject.groups()) {
            long span = span(group);
            if (span != NOTHING) {
                found[count++] = span;
            }
        }
        Arrays.sort(found, groups, count);
        return Arrays.copyOf(found, count);
    }

    private long span(UUID principal) {
        return slots[slot(principal) + SPAN];
    }

    private static int start(long span) {
        return (int) (span >>> Integer.SIZE);
    }

    /** How many grants it has. */
    static int size(long span) {
        return (int) span;
    }

    /** The index of the first that is given at the place, or of where it would be: before the end, or the end. */
    int first(long span, int place, int end) {
        int from = 3 * start(span);
        int base = from;
        for (int left = end; left > 0; ) {
            int half = left >>> 1;
            if (numbers[from + half] < place) {
                from += half + 1;
                left -= half + 1;
            } else {
                left = half;
            }
        }
        return from - base;
    }

    boolean isAt(long span, int index, int place) {
        return index < size(span) && numbers[3 * start(span) + index] == place;
    }

    int role(long span, int index) {
        return numbers[3 * start(span) + size(span) + index];
    }

    /** The number of the rule that gives it. */
    int rule(long span, int index) {
        int rule = ruleOrNot(span, index);
        return rule < 0 ? ~rule : rule;
    }

    /** What depends on nothing has its rule's number as it is. */
    boolean holds(long span, int index, Circumstances circumstances) {
        return ruleOrNot(span, index) >= 0 || grants[start(span) + index].holds(circumstances);
    }

    private int ruleOrNot(long span, int index) {
        return numbers[3 * start(span) + 2 * size(span) + index];
    }

    /** All that is given to the principal, in order. */
    Stream<Grant> given(UUID principal) {
        return given(span(principal));
    }

    Stream<Grant> given(long span) {
        return IntStream.range(0, size(span)).mapToObj(each -> grants[start(span) + each]);
    }

    /** Whom anything is given, in the order of their ids. */
    Stream<UUID> principals() {
        return Stream.of(principals);
    }
}
