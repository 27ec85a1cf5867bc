package dev.gatehouse.policy;

/** Leave to begin or to end maintenance. */
public final class MaintenancePermit implements Permit {
    private final MaintenanceQuestion question;
    private final Grounds grounds;

    MaintenancePermit(MaintenanceQuestion question, Grounds grounds) {
        this.question = question;
        this.grounds = grounds;
    }

    /** The whole question, for the record of what was asked. */
    public MaintenanceQuestion question() {
        return question;
    }

    public MaintenanceQuestion.Act act() {
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
