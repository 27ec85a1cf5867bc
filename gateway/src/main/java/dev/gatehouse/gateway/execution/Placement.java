package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.job.JobLaunch;
import dev.gatehouse.gateway.job.JobSpec;
import dev.gatehouse.policy.LaunchOptions;
import java.time.Duration;
import java.util.Optional;

/**
 * Where an execution waits, how urgent it is, and how long it may run: the launch's wishes, else the job's. How long it
 * may wait is the job's alone.
 */
record Placement(String group, int priority, Duration timeout, Optional<Duration> queueTimeout) {
    static Placement of(JobSpec spec, LaunchOptions launch) {
        return new Placement(
                JobLaunch.workerGroup(spec, launch),
                JobLaunch.priority(spec, launch),
                JobLaunch.timeout(spec, launch),
                spec.queueTimeout());
    }
}
