package dev.gatehouse.policy;

/** That the answer to a check is yes, and why. It is leave to do nothing: no act takes it. */
public final class CheckPermit implements Permit {
    private final CheckQuestion question;
    private final Grounds grounds;

    CheckPermit(CheckQuestion question, Grounds grounds) {
        this.question = question;
        this.grounds = grounds;
    }

    /** Whom the check was about. */
    @Override
    public Subject subject() {
        return question.subject();
    }

    @Override
    public Grounds grounds() {
        return grounds;
    }
}
