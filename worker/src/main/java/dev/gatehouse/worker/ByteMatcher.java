package dev.gatehouse.worker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds many byte strings at once (Aho and Corasick, 1975). A state is the longest end of the input so far that begins
 * one of them. Following n bytes takes at most 2n steps, whatever the strings and the bytes are: a step either goes one
 * byte deeper, or to a shallower state, which cannot happen more often.
 *
 * <p>Immutable once built, so any number of readers may share it. It takes about ten bytes of memory for each byte of the
 * strings, because secrets may be long: the strings are added in order, so that nearly every state's child is the state
 * after it, and only where strings part is there an entry in a hash table.
 */
final class ByteMatcher {
    static final int ROOT = 0;

    /** In a label: the state before this one is not its parent. */
    private static final int APART = 0x100;
    /** In a label: this state has children elsewhere than right after it. */
    private static final int PARTS = 0x200;

    private final short[] label;
    private final int[] fallback;
    private final int[] longest;
    private final int[] rootChild = new int[256];
    private int size = 1;

    /** The places where strings part: (parent, symbol) to child, by open addressing. */
    private final long[] branch;

    private final int[] branchChild;

    /** States come in chains, each the parent of the next: the first of each, its parent and its depth. */
    private int[] chainFirst = new int[16];

    private int[] chainParent = new int[16];
    private int[] chainDepth = new int[16];
    private int chains;

    /** Bit n: a string may begin with the low six, four or two bits of n; with the four bits of n. */
    private long sextets;

    private int nibbles;

    ByteMatcher(List<byte[]> strings) {
        List<byte[]> ordered = new ArrayList<>(strings);
        ordered.sort(Arrays::compareUnsigned);
        int most = Math.toIntExact(
                1 + ordered.stream().mapToLong(string -> string.length).sum());
        label = new short[most + 1];
        fallback = new int[most];
        longest = new int[most];
        branch = new long[Integer.highestOneBit(ordered.size() + 1) * 4];
        branchChild = new int[branch.length];
        byte[] before = new byte[0];
        int[] path = new int
                [1 + ordered.stream().mapToInt(string -> string.length).max().orElse(0)];
        for (byte[] string : ordered) {
            add(string, before, path);
            before = string;
        }
        link();
        for (int symbol = 0; symbol < 256; symbol++) {
            if (rootChild[symbol] != ROOT) {
                nibbles |= 1 << (symbol >>> 4);
                sextets |= 1L << (symbol >>> 2);
                // The same four or two bits below any others: 1 in every 16th, in every 4th place.
                sextets |= 0x0001_0001_0001_0001L << (symbol >>> 4);
                sextets |= 0x1111_1111_1111_1111L << (symbol >>> 6);
            }
        }
    }

    /** Whether the last bits of a character of base64 may be the first of a string. */
    boolean mayBeginWithSextet(int sextet) {
        return ((sextets >>> sextet) & 1) != 0;
    }

    /** Whether a hexadecimal digit may be the first half of a string's first byte. */
    boolean mayBeginWithNibble(int nibble) {
        return ((nibbles >>> nibble) & 1) != 0;
    }

    boolean isEmpty() {
        return size == 1;
    }

    /** The state that a byte leads to, or {@link #ROOT}: then the byte is tried again at the {@link #fallback}. */
    int child(int state, int symbol) {
        if (state == ROOT) {
            return rootChild[symbol];
        }
        if ((label[state + 1] & (APART | 0xff)) == symbol) {
            return state + 1;
        }
        return (label[state] & PARTS) == 0 ? ROOT : branchChild[slot(state, symbol)];
    }

    /** The next longest end of the input that begins a string. */
    int fallback(int state) {
        return fallback[state];
    }

    /** How many of the last bytes may be the beginning of a string. */
    int depth(int state) {
        if (state == ROOT) {
            return 0;
        }
        int chain = chain(state);
        return chainDepth[chain] + state - chainFirst[chain];
    }

    /** The length of the longest string that ends here; 0 when none does. */
    int longest(int state) {
        return longest[state];
    }

    /** Between strings in order nothing is shared but what each shares with the one before it. */
    private void add(byte[] string, byte[] before, int[] path) {
        int mismatch = Arrays.mismatch(before, string);
        int shared = mismatch < 0 ? string.length : mismatch;
        for (int depth = shared; depth < string.length; depth++) {
            path[depth + 1] = grow(path[depth], depth, string[depth] & 0xff);
        }
        longest[path[string.length]] = string.length;
    }

    private int grow(int parent, int depth, int symbol) {
        int state = size++;
        label[state] = (short) symbol;
        if (parent == ROOT) {
            rootChild[symbol] = state;
        }
        if (parent == ROOT || parent != state - 1) {
            label[state] = (short) (symbol | APART);
            begin(state, parent, depth + 1);
            if (parent != ROOT) {
                label[parent] = (short) (label[parent] | PARTS);
                int slot = slot(parent, symbol);
                branch[slot] = key(parent, symbol);
                branchChild[slot] = state;
            }
        }
        // Nothing follows the last state until another one is added.
        label[size] = APART;
        return state;
    }

    private void begin(int state, int parent, int depth) {
        if (chains == chainFirst.length) {
            chainFirst = Arrays.copyOf(chainFirst, chains * 2);
            chainParent = Arrays.copyOf(chainParent, chains * 2);
            chainDepth = Arrays.copyOf(chainDepth, chains * 2);
        }
        chainFirst[chains] = state;
        chainParent[chains] = parent;
        chainDepth[chains++] = depth;
    }

    private int chain(int state) {
        int found = Arrays.binarySearch(chainFirst, 0, chains, state);
        return found >= 0 ? found : -found - 2;
    }

    /** Where the branch is, or would be. */
    private int slot(int parent, int symbol) {
        long key = key(parent, symbol);
        int slot = (int) ((key * 0x9e3779b97f4a7c15L) >>> 32) & (branch.length - 1);
        while (branch[slot] != 0 && branch[slot] != key) {
            slot = (slot + 1) & (branch.length - 1);
        }
        return slot;
    }

    private static long key(int parent, int symbol) {
        return ((long) parent << 8) | symbol;
    }

    /** By depth: a state's fallback is shallower than the state, so it is complete before it is needed. */
    private void link() {
        for (int state : byDepth()) {
            boolean apart = (label[state] & APART) != 0;
            int parent = apart ? chainParent[chain(state)] : state - 1;
            if (parent != ROOT) {
                int symbol = label[state] & 0xff;
                int at = fallback[parent];
                int child = child(at, symbol);
                while (child == ROOT && at != ROOT) {
                    at = fallback[at];
                    child = child(at, symbol);
                }
                fallback[state] = child;
            }
            if (longest[state] == 0) {
                longest[state] = longest[fallback[state]];
            }
        }
    }

    private int[] byDepth() {
        int deepest = 0;
        for (int chain = 0; chain < chains; chain++) {
            deepest = Math.max(deepest, chainDepth[chain] + chainEnd(chain) - chainFirst[chain]);
        }
        int[] next = new int[deepest + 2];
        for (int chain = 0; chain < chains; chain++) {
            for (int state = chainFirst[chain]; state < chainEnd(chain); state++) {
                next[chainDepth[chain] + state - chainFirst[chain] + 1]++;
            }
        }
        for (int depth = 1; depth < next.length; depth++) {
            next[depth] += next[depth - 1];
        }
        int[] ordered = new int[size - 1];
        for (int chain = 0; chain < chains; chain++) {
            for (int state = chainFirst[chain]; state < chainEnd(chain); state++) {
                ordered[next[chainDepth[chain] + state - chainFirst[chain]]++] = state;
            }
        }
        return ordered;
    }

    private int chainEnd(int chain) {
        return chain + 1 < chains ? chainFirst[chain + 1] : size;
    }
}
