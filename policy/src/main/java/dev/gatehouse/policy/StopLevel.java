package dev.gatehouse.policy;

/** How hard a kill switch stops what lies in its extent, each harder than the one before. */
public enum StopLevel {
    /** Nothing new is accepted; what waits still begins, and what runs goes on. */
    BLOCK,
    /** Nothing begins either: what waits is revoked. What runs goes on, and is not tried again. */
    DRAIN,
    /** What runs is stopped, too. */
    KILL;

    /** Whether what was accepted before may not begin. */
    public boolean stopsStarts() {
        return this != BLOCK;
    }
}
