package dev.gatehouse.policy;

/** Leave to see the tenant's workers. */
public final class WorkerListPermit implements Permit {
    private final WorkerListQuestion question;
    private final Grounds grounds;

    WorkerListPermit(WorkerListQuestion question, Grounds grounds) {
        this.question = question;
        this.grounds = grounds;
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
