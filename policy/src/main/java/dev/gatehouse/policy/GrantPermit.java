package dev.gatehouse.policy;

/** Leave to give somebody this access, which the subject holds itself. */
public final class GrantPermit implements Permit {
    private final GrantQuestion question;
    private final Grounds grounds;

    GrantPermit(GrantQuestion question, Grounds grounds) {
        this.question = question;
        this.grounds = grounds;
    }

    public GivenAccess access() {
        return question.access();
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
