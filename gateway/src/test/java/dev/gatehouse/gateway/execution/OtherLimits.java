package dev.gatehouse.gateway.execution;

import java.time.Duration;

/** The limits of this gateway, with another room for what waits or another patience with its workers. */
record OtherLimits(ExecutionConfig config, int queueLimit, int approvalLimit, Duration unstartedLease)
        implements ExecutionConfig {
    OtherLimits(ExecutionConfig config, Duration unstartedLease) {
        this(config, config.queueLimit(), config.approvalLimit(), unstartedLease);
    }

    @Override
    public Duration reassignGrace() {
        return config.reassignGrace();
    }

    @Override
    public int silentDeliveries() {
        return config.silentDeliveries();
    }

    @Override
    public Duration reportGrace() {
        return config.reportGrace();
    }

    @Override
    public Duration missesApart() {
        return config.missesApart();
    }

    @Override
    public Duration gapGrace() {
        return config.gapGrace();
    }

    @Override
    public Duration firstDelay() {
        return config.firstDelay();
    }

    @Override
    public Duration longestDelay() {
        return config.longestDelay();
    }

    @Override
    public int largestBatch() {
        return config.largestBatch();
    }

    @Override
    public int batchWriters() {
        return config.batchWriters();
    }

    @Override
    public int waitingRoom() {
        return config.waitingRoom();
    }
}
