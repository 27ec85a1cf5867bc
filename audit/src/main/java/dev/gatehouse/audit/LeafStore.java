package dev.gatehouse.audit;

import java.util.List;
import java.util.Optional;

/**
 * One tenant's tree as rows, inside one transaction of the caller, which commits all of it or nothing.
 *
 * <p>{@link #checkpoint()} is asked first and locks the tree against another sequencer until the transaction ends.
 */
public interface LeafStore extends NodeSource {
    /** The latest signed checkpoint, locked; nothing before the first. */
    Optional<String> checkpoint();

    /** The number of leaves in the tree. */
    long size();

    /** Leaves without a place, ordered by execution and number, at most so many. */
    List<PendingLeaf> pending(int limit);

    /** Gives pending leaves their indexes, from one upwards, and ends their pending. Fails where an index is taken. */
    void append(long from, List<PendingLeaf> leaves);

    /** Adds hashes of the tree. Fails where a node is taken. */
    void add(List<TreeNode> nodes);

    /** Replaces the checkpoint. */
    void checkpoint(long size, String note);
}
