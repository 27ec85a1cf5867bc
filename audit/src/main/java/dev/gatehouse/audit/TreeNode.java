package dev.gatehouse.audit;

/** One stored hash: level 0 holds leaf hashes, level l + 1 the root of each full tile (256 hashes) of level l. */
public record TreeNode(int level, long index, Hash hash) {}
