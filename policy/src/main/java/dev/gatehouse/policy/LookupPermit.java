package dev.gatehouse.policy;

/** Leave to look up a job in order to start it. */
public final class LookupPermit implements Permit {
    private final LookupQuestion question;
    private final Grounds grounds;

    LookupPermit(LookupQuestion question, Grounds grounds) {
        this.question = question;
        this.grounds = grounds;
    }

    public JobName job() {
        return question.job();
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
