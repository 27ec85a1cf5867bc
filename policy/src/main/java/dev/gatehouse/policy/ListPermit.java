package dev.gatehouse.policy;

import java.util.Optional;

/** Leave to list what lies in one namespace and below it. */
public final class ListPermit implements ReadPermit {
    private final ListQuestion question;
    private final Grounds grounds;
    private final Reach reach;

    ListPermit(ListQuestion question, Grounds grounds, Reach reach) {
        this.question = question;
        this.grounds = grounds;
        this.reach = reach;
    }

    /** How much of what lies there the leave is for, the least sweeping last. */
    public enum Reach {
        /** All of it. */
        ALL,
        /** What policy allows in the namespace of each: rules differ from one to another. */
        BY_NAMESPACE,
        /** What policy allows of each by its namespace and name. */
        BY_NAME;

        Reach and(Reach other) {
            return compareTo(other) >= 0 ? this : other;
        }
    }

    public Reach reach() {
        return reach;
    }

    /** Whether one thing of the list may be seen, where the reach is not all of it. */
    public ListQuestion toSee(Namespace namespace, String name) {
        return new ListQuestion(question.subject(), question.permission(), namespace, Optional.of(name));
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
