package dev.gatehouse.policy;

/** Leave to list what lies in one namespace and below it. */
public final class ListPermit implements ReadPermit {
    private final ListQuestion question;
    private final Grounds grounds;

    ListPermit(ListQuestion question, Grounds grounds) {
        this.question = question;
        this.grounds = grounds;
    }

    public Permission permission() {
        return question.permission();
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
