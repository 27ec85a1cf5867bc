package dev.gatehouse.policy;

/** Leave to add a key to the master key, or to have another one wrap. */
public final class MasterKeyPermit implements Permit {
    private final MasterKeyQuestion question;
    private final Grounds grounds;

    MasterKeyPermit(MasterKeyQuestion question, Grounds grounds) {
        this.question = question;
        this.grounds = grounds;
    }

    /** The whole question, for the record of what was asked. */
    public MasterKeyQuestion question() {
        return question;
    }

    public MasterKeyQuestion.Act act() {
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
