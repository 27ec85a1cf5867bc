package dev.gatehouse.policy;

/** Leave to have tokens of one's own in one namespace and below: those of its subject, and nobody else's. */
public final class OwnTokenPermit implements Permit {
    private final OwnTokenQuestion question;
    private final Grounds grounds;

    OwnTokenPermit(OwnTokenQuestion question, Grounds grounds) {
        this.question = question;
        this.grounds = grounds;
    }

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
