package dev.gatehouse.policy;

import dev.gatehouse.observability.ExecutionId;
import java.util.Set;

/** May the subject read this execution, its logs, its outputs, or what it waits for? The permission says which. */
public record ExecutionReadQuestion(Subject subject, Permission permission, JobName job, ExecutionId execution)
        implements Question<ExecutionReadPermit> {
    private static final Set<Permission> READS =
            Set.of(Permission.APPROVAL_DECIDE, Permission.EXECUTION_READ, Permission.LOG_READ, Permission.OUTPUT_READ);

    public ExecutionReadQuestion {
        if (!READS.contains(permission)) {
            throw new IllegalArgumentException("not a permission to read executions");
        }
    }

    @Override
    public Namespace namespace() {
        return job.namespace();
    }
}
