package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.job.JobLaunch;
import dev.gatehouse.gateway.job.JobSpec;
import dev.gatehouse.policy.LaunchOptions;
import java.time.Duration;

/** Where an execution waits, how urgent it is, and how long it may run: the launch's wishes, else the job's. */
record Placement(String group, int priority, Duration timeout) {
    static Placement of(JobSpec spec, LaunchOptions launch) {
        return new Placement(
                JobLaunch.workerGroup(spec, launch), JobLaunch.priority(spec, launch), JobLaunch.timeout(spec, launch));
    }
}
