package dev.gatehouse.policy;

import dev.gatehouse.observability.ExecutionId;
import java.util.UUID;

/** Leave to say yes or no, once, to one execution that waits for people. */
public final class ApprovalPermit implements Permit {
    private final ApprovalQuestion question;
    private final Grounds grounds;

    ApprovalPermit(ApprovalQuestion question, Grounds grounds) {
        this.question = question;
        this.grounds = grounds;
    }

    /** The whole question, for the record of what was asked. */
    public ApprovalQuestion question() {
        return question;
    }

    public UUID approval() {
        return question.approval();
    }

    public ExecutionId execution() {
        return question.execution();
    }

    @Override
    public Subject subject() {
        return question.subject();
    }

    @Override
    public Grounds grounds() {
        return grounds;
    }
}
