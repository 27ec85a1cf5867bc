package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.gateway.job.JobLaunch;
import dev.gatehouse.gateway.resource.JobVersion;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.policy.LaunchOptions;
import dev.gatehouse.policy.PlannedRun;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What a worker would be given, as policy sees it: filled in when a rule asks, for inputs may come to megabytes in all the
 * places where a job fills them in. The execution has no id yet, so that where a job fills it in there are zeros.
 */
final class RunPlan {
    private static final ExecutionId NONE_YET = new ExecutionId(new UUID(0, 0));

    private RunPlan() {}

    static Supplier<PlannedRun> of(JobVersion job, JsonNode inputs, LaunchOptions launch, UUID starter) {
        return () -> new JobLaunch(job.spec(), inputs, launch, NONE_YET, starter).planned();
    }
}
