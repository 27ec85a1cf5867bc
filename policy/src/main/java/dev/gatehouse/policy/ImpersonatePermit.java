package dev.gatehouse.policy;

/** Leave to act as one other subject. It rests on the epochs of both. */
public final class ImpersonatePermit implements Permit {
    private final ImpersonateQuestion question;
    private final Grounds grounds;

    ImpersonatePermit(ImpersonateQuestion question, Grounds grounds) {
        this.question = question;
        this.grounds = grounds;
    }

    /** As whom. */
    public Subject target() {
        return question.target();
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
