package dev.gatehouse.policy;

/** Leave to learn what other rules would say of what is asked in a namespace and below it. */
public final class ReplayPermit implements Permit {
    private final ReplayQuestion question;
    private final Grounds grounds;

    ReplayPermit(ReplayQuestion question, Grounds grounds) {
        this.question = question;
        this.grounds = grounds;
    }

    public ReplayQuestion question() {
        return question;
    }

    /** Where; the root for the whole tenant. */
    public Namespace namespace() {
        return question.namespace();
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
