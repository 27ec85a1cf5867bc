package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.Allowed;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long the gateway waits for workers, and how much it keeps waiting for them. */
@ConfigMapping(prefix = "gatehouse.execution")
public interface ExecutionConfig {
    /** How long a claimed execution may stay unstarted before it goes back to the queue. */
    @WithDefault("PT10S")
    Duration unstartedLease();

    /** How long after a session's time is over what it ran is lost, or is started again. */
    @WithDefault("PT10S")
    Duration reassignGrace();

    /** How often an execution may be claimed and not started before it is given up as {@code poison}. */
    @Allowed(least = "1")
    @WithDefault("5")
    int silentDeliveries();

    /** How long after its timeout a running execution may stay without a report. */
    @WithDefault("PT30S")
    Duration reportGrace();

    /** How far apart two renewals that leave out a running execution must be to count as two: less than a renewal. */
    @WithDefault("PT4S")
    Duration missesApart();

    /** How long nothing expires after a gap in the gateway's own life: at least one session's time to live. */
    @WithDefault("PT30S")
    Duration gapGrace();

    /** The delay after the first return because policy or a store could not answer; it doubles with each further one. */
    @WithDefault("PT1S")
    Duration firstDelay();

    /** The longest delay of a return. */
    @WithDefault("PT1M")
    Duration longestDelay();

    /** How many executions may wait for one worker group. */
    @Allowed(least = "1")
    @WithDefault("100000")
    int queueLimit();

    /** How many executions of one tenant may await approval. */
    @Allowed(least = "1")
    @WithDefault("10000")
    int approvalLimit();

    /** How many requests of one act (to accept, claim, start or report) share a transaction at most. */
    @Allowed(least = "1")
    @WithDefault("128")
    int largestBatch();

    /** How many such transactions of each act run at once; of acceptances it is always one. */
    @Allowed(least = "1")
    @WithDefault("2")
    int batchWriters();

    /** How many requests of each act may wait for their transaction; the next one is refused. */
    @Allowed(least = "1")
    @WithDefault("2000")
    int waitingRoom();
}
