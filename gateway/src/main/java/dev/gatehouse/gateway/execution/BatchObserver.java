package dev.gatehouse.gateway.execution;

import java.time.Duration;

/** Hears how the batches of one group commit go. Called by its writers, so it must be quick and thread-safe. */
interface BatchObserver {
    /**
     * A transaction is over, whatever became of it.
     *
     * @param waited how long the longest waiting of its commands had waited until it began
     */
    void written(int commands, Duration waited, Duration took);

    /** A batch failed, and its halves are tried apart. */
    void halved();

    /** No seat was left for somebody. */
    void refused();
}
