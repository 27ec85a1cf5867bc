package dev.gatehouse.policy;

/** Leave to manage API tokens in one namespace. */
public final class TokenPermit implements Permit {
    private final TokenQuestion question;
    private final Grounds grounds;

    TokenPermit(TokenQuestion question, Grounds grounds) {
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
