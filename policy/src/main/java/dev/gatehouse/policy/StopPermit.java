package dev.gatehouse.policy;

import dev.gatehouse.observability.ExecutionId;

/** Leave to stop one execution. */
public final class StopPermit implements Permit {
    private final StopQuestion question;
    private final Grounds grounds;

    StopPermit(StopQuestion question, Grounds grounds) {
        this.question = question;
        this.grounds = grounds;
    }

    /** The whole question, for the record of what was asked. */
    public StopQuestion question() {
        return question;
    }

    public ExecutionId execution() {
        return question.execution();
    }

    public JobName job() {
        return question.job();
    }

    public String reason() {
        return question.reason();
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
