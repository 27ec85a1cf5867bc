package dev.gatehouse.policy;

/** May the subject see what rules say about a namespace, whom they name, and why they decided as they did? */
public record PolicyReadQuestion(Subject subject, Namespace namespace) implements Question<PolicyReadPermit> {
    @Override
    public Permission permission() {
        return Permission.POLICY_READ;
    }
}
