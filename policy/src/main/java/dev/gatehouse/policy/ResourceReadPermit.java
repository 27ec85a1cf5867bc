package dev.gatehouse.policy;

/** Leave to read one resource. */
public final class ResourceReadPermit implements ReadPermit {
    private final ResourceReadQuestion question;
    private final Grounds grounds;

    ResourceReadPermit(ResourceReadQuestion question, Grounds grounds) {
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
