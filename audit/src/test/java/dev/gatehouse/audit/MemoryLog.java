package dev.gatehouse.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A tenant's log in memory: the store behind the sequencer, and the published parts in front of it. */
final class MemoryLog implements LeafStore, TileSource {
    private static final Pattern TILE = Pattern.compile("tile/(entries|[0-9]+)/(.+)");

    private final Map<UUID, Leaf> events = new LinkedHashMap<>();
    private final List<PendingLeaf> pending = new ArrayList<>();
    private final List<UUID> placed = new ArrayList<>();
    private final Map<Integer, List<Hash>> levels = new HashMap<>();
    private Optional<String> note = Optional.empty();

    void commit(SealedEvent event) {
        events.put(event.stamp().id(), event.leaf());
        pending.add(new PendingLeaf(event.stamp().id(), event.leaf().hash()));
    }

    Leaf leaf(long index) {
        return events.get(placed.get((int) index));
    }

    /** What a restore of an older database leaves: fewer rows. */
    void forget(int leaves) {
        placed.subList(placed.size() - leaves, placed.size()).clear();
        List<Hash> hashes = levels.get(0);
        hashes.subList(hashes.size() - leaves, hashes.size()).clear();
    }

    void damage(int level, int index) {
        levels.get(level).set(index, Hash.over());
    }

    void noteIs(String other) {
        note = Optional.of(other);
    }

    @Override
    public Optional<String> checkpoint() {
        return note;
    }

    @Override
    public long size() {
        return placed.size();
    }

    @Override
    public List<PendingLeaf> pending(int limit) {
        return List.copyOf(pending.subList(0, Math.min(limit, pending.size())));
    }

    @Override
    public List<Hash> nodes(int level, long from, long to) {
        List<Hash> hashes = levels.getOrDefault(level, List.of());
        int end = (int) Math.min(to, hashes.size());
        return from >= end ? List.of() : List.copyOf(hashes.subList((int) from, end));
    }

    @Override
    public void append(long from, List<PendingLeaf> leaves) {
        if (from != placed.size()) {
            throw new IllegalStateException("index " + from + " is taken");
        }
        leaves.forEach(leaf -> placed.add(leaf.event()));
        pending.removeAll(leaves);
    }

    @Override
    public void add(List<TreeNode> nodes) {
        for (TreeNode node : nodes) {
            List<Hash> level = levels.computeIfAbsent(node.level(), _ -> new ArrayList<>());
            if (node.index() != level.size()) {
                throw new IllegalStateException("node " + node + " out of order");
            }
            level.add(node.hash());
        }
    }

    @Override
    public void checkpoint(long size, String signed) {
        note = Optional.of(signed);
    }

    @Override
    public Optional<byte[]> fetch(String path) {
        if (path.equals("checkpoint")) {
            return note.map(CanonicalJson::utf8);
        }
        Matcher parts = TILE.matcher(path);
        if (!parts.matches()) {
            return Optional.empty();
        }
        TilePath tile = TilePath.parse(parts.group(2)).orElseThrow();
        long to = tile.first() + tile.width();
        if (!parts.group(1).equals("entries")) {
            return Optional.of(Tiles.hashes(nodes(Integer.parseInt(parts.group(1)), tile.first(), to)));
        }
        List<Leaf> leaves = new ArrayList<>();
        for (long index = tile.first(); index < to; index++) {
            leaves.add(leaf(index));
        }
        return Optional.of(Tiles.entries(leaves));
    }
}
