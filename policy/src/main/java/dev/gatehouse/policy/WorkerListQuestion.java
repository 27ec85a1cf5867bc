package dev.gatehouse.policy;

/** May the subject see the tenant's workers? */
public record WorkerListQuestion(Subject subject) implements Question<WorkerListPermit> {
    @Override
    public Permission permission() {
        return Permission.WORKER_READ;
    }

    @Override
    public Namespace namespace() {
        return Namespace.ROOT;
    }
}
