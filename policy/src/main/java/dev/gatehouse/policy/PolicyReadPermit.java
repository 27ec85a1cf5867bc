package dev.gatehouse.policy;

/** Leave to see what rules say about a namespace, whom they name, and why they decided as they did. */
public final class PolicyReadPermit implements Permit {
    private final PolicyReadQuestion question;
    private final Grounds grounds;

    PolicyReadPermit(PolicyReadQuestion question, Grounds grounds) {
        this.question = question;
        this.grounds = grounds;
    }

    /** The whole question, for the record of what was asked. */
    public PolicyReadQuestion question() {
        return question;
    }

    /** Where. */
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
