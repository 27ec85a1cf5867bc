package dev.gatehouse.audit;

import java.util.List;

/** One leaf of an execution with its place in the tree, and the values behind its commitments that are to be shown. */
public record ReceiptLeaf(long index, Leaf leaf, List<EventDetail> disclosed) {
    public ReceiptLeaf {
        disclosed = List.copyOf(disclosed);
    }
}
