package dev.gatehouse.policy;

import dev.gatehouse.observability.ExecutionId;

/** May the subject stop this execution? */
public record StopQuestion(Subject subject, ExecutionId execution, JobName job, String reason)
        implements Question<StopPermit> {
    @Override
    public Permission permission() {
        return Permission.EXECUTION_CANCEL;
    }

    @Override
    public Namespace namespace() {
        return job.namespace();
    }
}
