package dev.gatehouse.policy;

/**
 * May the subject act as the other one for a while? Never as one of another tenant, nor as one who may give access where
 * the subject itself may not.
 */
public record ImpersonateQuestion(Subject subject, Subject target) implements Question<ImpersonatePermit> {
    public ImpersonateQuestion {
        if (!subject.tenant().equals(target.tenant())) {
            throw new IllegalArgumentException("nobody acts across tenants");
        }
    }

    @Override
    public Permission permission() {
        return Permission.SUBJECT_IMPERSONATE;
    }

    @Override
    public Namespace namespace() {
        return Namespace.ROOT;
    }
}
