package dev.gatehouse.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The Merkle tree of RFC 6962, section 2.1, over stored tiles of 256 hashes: roots, proofs and growth.
 *
 * <p>Reads each tile once and is meant for one transaction; not thread-safe.
 */
final class TileTree {
    static final int WIDTH = 256;
    private static final int HEIGHT = 8;
    private static final byte[] NODE_PREFIX = {1};
    private static final Hash EMPTY = Hash.over();

    private final NodeSource source;
    private final Map<Tile, List<Hash>> tiles = new HashMap<>();

    private record Tile(int level, long index) {}

    TileTree(NodeSource source) {
        this.source = source;
    }

    /** The Merkle tree hash of the first leaves. */
    Hash root(long size) {
        return size == 0 ? EMPTY : subtree(0, size);
    }

    /** PATH(index, D[size]), from the leaf upwards. */
    List<Hash> inclusion(long index, long size) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("no leaf " + index + " in a tree of " + size);
        }
        List<Hash> path = new ArrayList<>();
        inclusion(index, 0, size, path);
        return path;
    }

    private void inclusion(long index, long from, long to, List<Hash> path) {
        if (to - from == 1) {
            return;
        }
        long middle = from + split(to - from);
        if (index < middle) {
            inclusion(index, from, middle, path);
            path.add(subtree(middle, to));
        } else {
            inclusion(index, middle, to, path);
            path.add(subtree(from, middle));
        }
    }

    /** PROOF(earlier, D[later]), as in RFC 6962, section 2.1.2. */
    List<Hash> consistency(long earlier, long later) {
        if (earlier < 1 || earlier > later) {
            throw new IllegalArgumentException("no consistency proof from " + earlier + " to " + later);
        }
        List<Hash> path = new ArrayList<>();
        consistency(earlier, 0, later, true, path);
        return path;
    }

    private void consistency(long earlier, long from, long to, boolean whole, List<Hash> path) {
        if (earlier == to) {
            if (!whole) {
                path.add(subtree(from, to));
            }
            return;
        }
        long middle = from + split(to - from);
        if (earlier <= middle) {
            consistency(earlier, from, middle, whole, path);
            path.add(subtree(middle, to));
        } else {
            consistency(earlier, middle, to, false, path);
            path.add(subtree(from, middle));
        }
    }

    /** The nodes to store when the tree grows: the leaf hashes, and the root of every tile they fill. */
    List<TreeNode> append(long size, List<Hash> leaves) {
        List<TreeNode> added = new ArrayList<>();
        long index = size;
        for (Hash leaf : leaves) {
            put(new TreeNode(0, index++, leaf), added);
        }
        return added;
    }

    private void put(TreeNode node, List<TreeNode> added) {
        added.add(node);
        List<Hash> tile = tile(node.level(), node.index() / WIDTH);
        if (tile.size() != node.index() % WIDTH) {
            throw new AuditException.LogForked(
                    "hashes are missing before index " + node.index() + " of level " + node.level() + " of the tree");
        }
        tile.add(node.hash());
        if (tile.size() == WIDTH) {
            put(new TreeNode(node.level() + 1, node.index() / WIDTH, fold(tile)), added);
        }
    }

    private Hash subtree(long from, long to) {
        long count = to - from;
        if (Long.bitCount(count) == 1) {
            return complete(from, Long.numberOfTrailingZeros(count));
        }
        long middle = from + split(count);
        return node(subtree(from, middle), subtree(middle, to));
    }

    /** The root of 2^height leaves; they begin at a multiple of their count, so one tile holds what it needs. */
    private Hash complete(long from, int height) {
        int level = height / HEIGHT;
        int count = 1 << (height % HEIGHT);
        long first = from >> (HEIGHT * level);
        List<Hash> tile = tile(level, first / WIDTH);
        int offset = (int) (first % WIDTH);
        if (tile.size() < offset + count) {
            throw new AuditException.LogForked(
                    "hashes are missing at index " + first + " of level " + level + " of the tree");
        }
        return fold(tile.subList(offset, offset + count));
    }

    private List<Hash> tile(int level, long index) {
        return tiles.computeIfAbsent(
                new Tile(level, index),
                tile -> new ArrayList<>(source.nodes(level, index * WIDTH, (index + 1) * WIDTH)));
    }

    private static Hash fold(List<Hash> hashes) {
        List<Hash> row = hashes;
        while (row.size() > 1) {
            List<Hash> above = new ArrayList<>(row.size() / 2);
            for (int i = 0; i < row.size(); i += 2) {
                above.add(node(row.get(i), row.get(i + 1)));
            }
            row = above;
        }
        return row.getFirst();
    }

    private static Hash node(Hash left, Hash right) {
        return Hash.over(NODE_PREFIX, left.bytes(), right.bytes());
    }

    /** The largest power of two below the count. */
    private static long split(long count) {
        return Long.highestOneBit(count - 1);
    }
}
