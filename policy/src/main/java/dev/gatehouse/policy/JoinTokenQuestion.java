package dev.gatehouse.policy;

/** May the subject let workers join this group? */
public record JoinTokenQuestion(Subject subject, String workerGroup) implements Question<JoinPermit> {
    @Override
    public Permission permission() {
        return Permission.WORKER_REGISTER;
    }

    @Override
    public Namespace namespace() {
        return Namespace.ROOT;
    }
}
