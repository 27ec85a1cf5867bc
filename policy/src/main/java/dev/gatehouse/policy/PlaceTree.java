package dev.gatehouse.policy;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * The namespaces of a policy on which something is given, numbered from 0, and for each of them the next one above it. A
 * number says as much as a path and is compared at once; what is above another has the lower one. Immutable.
 */
final class PlaceTree {
    /** There is none. */
    static final int NONE = -1;

    /** A path begins with the one above it, but for the root's. */
    private static final Comparator<String> ROOT_FIRST =
            Comparator.comparing((String path) -> !isRoot(path)).thenComparing(Comparator.naturalOrder());

    private final Map<String, Integer> numbers;
    private final int[] above;

    private PlaceTree(Map<String, Integer> numbers, int[] above) {
        this.numbers = numbers;
        this.above = above;
    }

    static PlaceTree of(Collection<String> paths) {
        var numbers = new HashMap<String, Integer>();
        paths.stream().sorted(ROOT_FIRST).forEach(path -> numbers.putIfAbsent(path, numbers.size()));
        var tree = new PlaceTree(numbers, new int[numbers.size()]);
        numbers.forEach(
                (path, number) -> tree.above[number] = isRoot(path) ? NONE : tree.atOrAbove(Namespace.above(path)));
        return tree;
    }

    /** The number of a namespace that is one of these. */
    int at(String path) {
        return numbers.getOrDefault(path, NONE);
    }

    /** The nearest of these that covers the namespace. */
    int atOrAbove(String path) {
        for (String each = path; ; each = Namespace.above(each)) {
            int number = at(each);
            if (number != NONE || isRoot(each)) {
                return number;
            }
        }
    }

    /** The nearest of these that covers the given one and is another. */
    int above(int number) {
        return above[number];
    }

    private static boolean isRoot(String path) {
        return path.equals(Namespace.ROOT.path());
    }
}
