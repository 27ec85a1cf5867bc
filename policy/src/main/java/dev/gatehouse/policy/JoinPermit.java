package dev.gatehouse.policy;

/** Leave to create join tokens of one worker group. */
public final class JoinPermit implements Permit {
    private final JoinTokenQuestion question;
    private final Grounds grounds;

    JoinPermit(JoinTokenQuestion question, Grounds grounds) {
        this.question = question;
        this.grounds = grounds;
    }

    public String workerGroup() {
        return question.workerGroup();
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
