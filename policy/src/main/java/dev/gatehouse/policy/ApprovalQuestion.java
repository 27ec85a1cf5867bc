package dev.gatehouse.policy;

import dev.gatehouse.observability.ExecutionId;
import java.util.Set;
import java.util.UUID;

/**
 * May the subject say yes or no to this execution, which waits for people?
 *
 * @param approval what it waits with
 * @param approvers the groups whose members it waits for
 * @param voter who the subject is to those who asked for the execution
 */
public record ApprovalQuestion(
        Subject subject, JobName job, ExecutionId execution, UUID approval, Set<UUID> approvers, Voter voter)
        implements Question<ApprovalPermit> {
    public ApprovalQuestion {
        approvers = Set.copyOf(approvers);
    }

    @Override
    public Permission permission() {
        return Permission.APPROVAL_DECIDE;
    }

    @Override
    public Namespace namespace() {
        return job.namespace();
    }
}
