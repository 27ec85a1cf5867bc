package dev.gatehouse.audit;

import java.util.UUID;

/** A committed leaf that has no place in the tree yet. */
public record PendingLeaf(UUID event, Hash hash) {}
