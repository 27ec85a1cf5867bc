package dev.gatehouse.policy;

/** Leave for one job to use one secret. */
public final class UsePermit implements Permit {
    private final SecretUseQuestion question;
    private final Grounds grounds;

    UsePermit(SecretUseQuestion question, Grounds grounds) {
        this.question = question;
        this.grounds = grounds;
    }

    public SecretReference secret() {
        return question.secret();
    }

    public JobName job() {
        return question.job();
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
