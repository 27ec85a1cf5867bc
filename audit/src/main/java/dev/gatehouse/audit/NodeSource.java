package dev.gatehouse.audit;

import java.util.List;

/** Where the stored hashes of one tenant's tree are read. */
@FunctionalInterface
public interface NodeSource {
    /** Hashes of one level from one index up to, not including, another; in order, shorter where rows are missing. */
    List<Hash> nodes(int level, long from, long to);
}
