package dev.gatehouse.policy;

/** May the subject learn what other rules would say of what is asked in the namespace and below it? */
public record ReplayQuestion(Subject subject, Namespace namespace) implements Question<ReplayPermit> {
    @Override
    public Permission permission() {
        return Permission.POLICY_REPLAY;
    }
}
