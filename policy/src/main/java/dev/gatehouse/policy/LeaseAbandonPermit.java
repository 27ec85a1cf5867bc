package dev.gatehouse.policy;

import java.util.UUID;

/** Leave to give up one lease. */
public final class LeaseAbandonPermit implements Permit {
    private final LeaseAbandonQuestion question;
    private final Grounds grounds;

    LeaseAbandonPermit(LeaseAbandonQuestion question, Grounds grounds) {
        this.question = question;
        this.grounds = grounds;
    }

    /** The whole question, for the record of what was asked. */
    public LeaseAbandonQuestion question() {
        return question;
    }

    public String store() {
        return question.store();
    }

    public UUID lease() {
        return question.lease();
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
