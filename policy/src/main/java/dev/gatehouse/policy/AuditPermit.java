package dev.gatehouse.policy;

/** Leave to read the tenant's audit log. */
public final class AuditPermit implements Permit {
    private final AuditQuestion question;
    private final Grounds grounds;

    AuditPermit(AuditQuestion question, Grounds grounds) {
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
