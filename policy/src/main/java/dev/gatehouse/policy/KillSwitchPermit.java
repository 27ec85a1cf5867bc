package dev.gatehouse.policy;

/** Leave to set one kill switch, or to lift one. */
public final class KillSwitchPermit implements Permit {
    private final KillSwitchQuestion question;
    private final Grounds grounds;

    KillSwitchPermit(KillSwitchQuestion question, Grounds grounds) {
        this.question = question;
        this.grounds = grounds;
    }

    /** The whole question, for the record of what was asked. */
    public KillSwitchQuestion question() {
        return question;
    }

    public StopExtent extent() {
        return question.extent();
    }

    public KillSwitchQuestion.Act act() {
        return question.act();
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
