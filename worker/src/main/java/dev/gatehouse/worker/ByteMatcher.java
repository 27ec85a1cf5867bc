package dev.gatehouse.worker;

import java.util.Arrays;
import java.util.List;

/**
 * Finds many byte strings at once (Aho and Corasick, 1975). A state is the longest end of the input so far that begins
 * one of them; following a byte costs constant time on average over any input, whatever the strings are.
 *
 * <p>Immutable once built, so any number of readers may share it. Children are kept as sibling lists, because secrets
 * may be long and a table of 256 entries for each of their bytes would not fit.
 */
final class ByteMatcher {
    private static final int ROOT = 0;

    private int[] firstChild = new int[64];
    private int[] sibling = new int[64];
    private int[] fallback = new int[64];
    private int[] depth = new int[64];
    private int[] longest = new int[64];
    private byte[] label = new byte[64];
    private final int[] rootChild = new int[256];
    private int size = 1;

    ByteMatcher(List<byte[]> strings) {
        strings.forEach(this::add);
        link();
    }

    /** The state after one more byte. */
    int next(int state, byte symbol) {
        int at = state;
        while (at != ROOT) {
            int child = child(at, symbol);
            if (child != ROOT) {
                return child;
            }
            at = fallback[at];
        }
        return rootChild[symbol & 0xff];
    }

    /** How many of the last bytes may be the beginning of a string. */
    int depth(int state) {
        return depth[state];
    }

    /** The length of the longest string that ends here; 0 when none does. */
    int longest(int state) {
        return longest[state];
    }

    private void add(byte[] string) {
        int at = ROOT;
        for (byte symbol : string) {
            int child = child(at, symbol);
            at = child == ROOT ? grow(at, symbol) : child;
        }
        longest[at] = depth[at];
    }

    private int child(int state, byte symbol) {
        if (state == ROOT) {
            return rootChild[symbol & 0xff];
        }
        int child = firstChild[state];
        while (child != ROOT && label[child] != symbol) {
            child = sibling[child];
        }
        return child;
    }

    private int grow(int parent, byte symbol) {
        if (size == label.length) {
            int more = size * 2;
            firstChild = Arrays.copyOf(firstChild, more);
            sibling = Arrays.copyOf(sibling, more);
            fallback = Arrays.copyOf(fallback, more);
            depth = Arrays.copyOf(depth, more);
            longest = Arrays.copyOf(longest, more);
            label = Arrays.copyOf(label, more);
        }
        int state = size++;
        label[state] = symbol;
        depth[state] = depth[parent] + 1;
        sibling[state] = firstChild[parent];
        firstChild[parent] = state;
        if (parent == ROOT) {
            rootChild[symbol & 0xff] = state;
        }
        return state;
    }

    /** Breadth first: a state's fallback is shallower than the state, so it is complete before it is needed. */
    private void link() {
        int[] queue = new int[size];
        int end = 0;
        for (int child = firstChild[ROOT]; child != ROOT; child = sibling[child]) {
            queue[end++] = child;
        }
        for (int begin = 0; begin < end; begin++) {
            int state = queue[begin];
            longest[state] = Math.max(longest[state], longest[fallback[state]]);
            for (int child = firstChild[state]; child != ROOT; child = sibling[child]) {
                fallback[child] = next(fallback[state], label[child]);
                queue[end++] = child;
            }
        }
    }
}
