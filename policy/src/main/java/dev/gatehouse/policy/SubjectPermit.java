package dev.gatehouse.policy;

import java.util.UUID;

/** Leave to see how others' access stands, or to end somebody's. */
public final class SubjectPermit implements Permit {
    private final SubjectQuestion question;
    private final Grounds grounds;

    SubjectPermit(SubjectQuestion question, Grounds grounds) {
        this.question = question;
        this.grounds = grounds;
    }

    /** The whole question, for the record of what was asked. */
    public SubjectQuestion question() {
        return question;
    }

    /** Whose access it is about. */
    public UUID target() {
        return question.target().orElseThrow(() -> new IllegalStateException("a permit about nobody in particular"));
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
