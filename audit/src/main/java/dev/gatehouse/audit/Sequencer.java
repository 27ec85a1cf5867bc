package dev.gatehouse.audit;

import java.util.List;
import java.util.Optional;

/**
 * Gives committed leaves their places in a tenant's tree and signs the root.
 *
 * <p>It parses no leaf, and it never signs a tree that does not contain the one it signed before. Thread-safe; two at
 * work on one tenant are kept apart by the store's lock, and by its unique keys if even that fails.
 *
 * <p>Next on the tour: {@link ReceiptVerifier}.
 */
public final class Sequencer {
    /** The most leaves of one transaction. */
    public static final int BATCH = 1_000;

    private final LogKey key;

    public Sequencer(LogKey key) {
        this.key = key;
    }

    /** What became of one tenant's tree in one transaction. */
    public sealed interface Outcome {
        /** Nothing waited. */
        record Idle() implements Outcome {}

        /** The tree grew by so many leaves, to this checkpoint. */
        record Grown(Checkpoint checkpoint, int leaves) implements Outcome {}

        /** The stored tree does not contain a checkpoint that was signed or anchored: nothing was written. */
        record Stopped(String reason) implements Outcome {}
    }

    /**
     * Sequences what waits, in the store's transaction.
     *
     * @param origin the log's origin
     * @param anchored a checkpoint kept outside the database, where there is one
     */
    public Outcome sequence(String origin, LeafStore store, Optional<Checkpoint> anchored) {
        Optional<Checkpoint> signed = store.checkpoint().map(Checkpoint::of);
        List<PendingLeaf> pending = store.pending(BATCH);
        if (pending.isEmpty()) {
            return new Outcome.Idle();
        }
        long size = store.size();
        TileTree tree = new TileTree(store);
        try {
            Optional<String> fault = fault(origin, size, signed, anchored, tree);
            return fault.isPresent()
                    ? new Outcome.Stopped(fault.get())
                    : grow(new Checkpoint(origin, size, tree.root(size)), pending, tree, store);
        } catch (AuditException.LogForked forked) {
            return new Outcome.Stopped(String.valueOf(forked.getMessage()));
        }
    }

    private static Optional<String> fault(
            String origin, long size, Optional<Checkpoint> signed, Optional<Checkpoint> anchored, TileTree tree) {
        long covered = signed.map(Checkpoint::size).orElse(0L);
        if (size > covered) {
            return Optional.of("the tree holds " + size + " leaves, its checkpoint covers " + covered);
        }
        return signed.flatMap(checkpoint -> missing(origin, size, checkpoint, tree))
                .or(() -> anchored.flatMap(checkpoint -> missing(origin, size, checkpoint, tree)));
    }

    private static Optional<String> missing(String origin, long size, Checkpoint known, TileTree tree) {
        if (!known.origin().equals(origin)) {
            return Optional.of("a checkpoint of another log: " + known.origin());
        }
        if (known.size() > size) {
            return Optional.of("the tree holds " + size + " leaves, a known checkpoint covers " + known.size()
                    + ": the database was restored from an older state");
        }
        return tree.root(known.size()).equals(known.root())
                ? Optional.empty()
                : Optional.of("the tree differs from its checkpoint at size " + known.size());
    }

    private Outcome grow(Checkpoint before, List<PendingLeaf> pending, TileTree tree, LeafStore store) {
        store.append(before.size(), pending);
        store.add(tree.append(
                before.size(), pending.stream().map(PendingLeaf::hash).toList()));
        long size = before.size() + pending.size();
        Checkpoint after = new Checkpoint(before.origin(), size, tree.root(size));
        store.checkpoint(size, after.sign(key));
        return new Outcome.Grown(after, pending.size());
    }
}
