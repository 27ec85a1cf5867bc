package dev.gatehouse.policy;

import java.util.UUID;

/** Leave to do one act to one worker. */
public final class WorkerManagePermit implements Permit {
    private final WorkerManageQuestion question;
    private final Grounds grounds;

    WorkerManagePermit(WorkerManageQuestion question, Grounds grounds) {
        this.question = question;
        this.grounds = grounds;
    }

    public UUID worker() {
        return question.worker();
    }

    public WorkerManageQuestion.Act act() {
        return question.act();
    }

    /** What was asked, for the record. */
    public WorkerManageQuestion question() {
        return question;
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
