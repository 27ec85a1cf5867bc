package dev.gatehouse.policy;

/** Leave to see, or to make and end, the tenant's SCIM clients. */
public final class ScimClientPermit implements Permit {
    private final ScimClientQuestion question;
    private final Grounds grounds;

    ScimClientPermit(ScimClientQuestion question, Grounds grounds) {
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
