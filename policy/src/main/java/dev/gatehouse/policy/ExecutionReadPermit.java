package dev.gatehouse.policy;

import dev.gatehouse.observability.ExecutionId;

/** Leave to read one execution, its logs, its outputs, or what it waits for: whichever the permission names. */
public final class ExecutionReadPermit implements ReadPermit {
    private final ExecutionReadQuestion question;
    private final Grounds grounds;

    ExecutionReadPermit(ExecutionReadQuestion question, Grounds grounds) {
        this.question = question;
        this.grounds = grounds;
    }

    public Permission permission() {
        return question.permission();
    }

    public JobName job() {
        return question.job();
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
