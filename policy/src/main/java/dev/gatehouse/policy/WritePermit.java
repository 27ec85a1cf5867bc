package dev.gatehouse.policy;

/** Leave to declare, change or remove one resource. */
public final class WritePermit implements Permit {
    private final ResourceWriteQuestion question;
    private final Grounds grounds;

    WritePermit(ResourceWriteQuestion question, Grounds grounds) {
        this.question = question;
        this.grounds = grounds;
    }

    public String kind() {
        return question.kind();
    }

    public Namespace namespace() {
        return question.namespace();
    }

    public String name() {
        return question.name();
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
