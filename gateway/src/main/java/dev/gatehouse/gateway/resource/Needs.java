package dev.gatehouse.gateway.resource;

import java.util.List;

/**
 * What needs a resource.
 *
 * @param referrers resources that name it
 * @param executions how many rest on it and have not ended
 * @param workers how many serve it now
 * @param leases how much was issued by it that is not revoked
 */
record Needs(List<ResourceKey> referrers, long executions, long workers, long leases) {
    static final Needs NOBODY = new Needs(List.of(), 0, 0);

    Needs {
        referrers = List.copyOf(referrers);
    }

    Needs(List<ResourceKey> referrers, long executions, long workers) {
        this(referrers, executions, workers, 0);
    }

    boolean nothing() {
        return referrers.isEmpty() && nothingThatEnds();
    }

    /** Whether there is nothing that goes away by itself, so that there is nothing to wait for. */
    boolean nothingThatEnds() {
        return executions == 0 && workers == 0 && leases == 0;
    }
}
