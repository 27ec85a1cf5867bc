package dev.gatehouse.policy;

/** Leave to give one secret a value. */
public final class ManagePermit implements Permit {
    private final SecretManageQuestion question;
    private final Grounds grounds;

    ManagePermit(SecretManageQuestion question, Grounds grounds) {
        this.question = question;
        this.grounds = grounds;
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
