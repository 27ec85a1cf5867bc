package dev.gatehouse.audit;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The verifiers' own Merkle arithmetic, after the algorithms of RFC 9162; it shares nothing with the writer's tree. */
final class VerifierTree {
    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};

    private VerifierTree() {}

    static byte[] leaf(byte[] entry) {
        return Hash.over(LEAF, entry).bytes();
    }

    static byte[] node(byte[] left, byte[] right) {
        return Hash.over(NODE, left, right).bytes();
    }

    /** The root that an inclusion proof leads to (section 2.1.3.2), or nothing when its length does not fit. */
    static Optional<byte[]> root(long index, long size, byte[] leaf, List<byte[]> path) {
        if (index < 0 || index >= size) {
            return Optional.empty();
        }
        long fn = index;
        long sn = size - 1;
        byte[] root = leaf;
        for (byte[] step : path) {
            if (sn == 0) {
                return Optional.empty();
            }
            if ((fn & 1) == 1 || fn == sn) {
                root = node(step, root);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                root = node(root, step);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 ? Optional.of(root) : Optional.empty();
    }

    /** Whether a consistency proof connects two trees (section 2.1.4.2). */
    static boolean consistent(long first, byte[] firstRoot, long second, byte[] secondRoot, List<byte[]> proof) {
        if (first < 1 || first > second) {
            return false;
        }
        if (first == second) {
            return proof.isEmpty() && same(firstRoot, secondRoot);
        }
        List<byte[]> path = new ArrayList<>(proof);
        if (Long.bitCount(first) == 1) {
            path.addFirst(firstRoot);
        }
        if (path.isEmpty()) {
            return false;
        }
        long fn = first - 1;
        long sn = second - 1;
        while ((fn & 1) == 1) {
            fn >>= 1;
            sn >>= 1;
        }
        Iterator<byte[]> steps = path.iterator();
        byte[] fr = steps.next();
        byte[] sr = fr;
        while (steps.hasNext()) {
            byte[] step = steps.next();
            if (sn == 0) {
                return false;
            }
            if ((fn & 1) == 1 || fn == sn) {
                fr = node(step, fr);
                sr = node(step, sr);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                sr = node(sr, step);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && same(fr, firstRoot) && same(sr, secondRoot);
    }

    static boolean same(byte[] one, byte[] other) {
        return MessageDigest.isEqual(one, other);
    }

    /** A growing tree of which only the roots of its complete subtrees are kept, the largest first. */
    static final class Frontier {
        private final List<byte[]> roots = new ArrayList<>();
        private long size;

        void add(byte[] hash) {
            byte[] carry = hash;
            for (long rest = size; (rest & 1) == 1; rest >>= 1) {
                carry = node(roots.removeLast(), carry);
            }
            roots.add(carry);
            size++;
        }

        byte[] root() {
            if (roots.isEmpty()) {
                return Hash.over().bytes();
            }
            byte[] root = roots.getLast();
            for (int i = roots.size() - 2; i >= 0; i--) {
                root = node(roots.get(i), root);
            }
            return root;
        }
    }
}
