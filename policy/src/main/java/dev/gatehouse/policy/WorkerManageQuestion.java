package dev.gatehouse.policy;

import java.util.UUID;

/** May the subject have this worker end its work, or end its access? */
public record WorkerManageQuestion(Subject subject, UUID worker, Act act) implements Question<WorkerManagePermit> {
    /** What becomes of the worker. */
    public enum Act {
        /** It takes nothing new, finishes what it runs, and ends. */
        DRAIN,
        /** Its identity is worth nothing from now on. */
        REVOKE
    }

    @Override
    public Permission permission() {
        return Permission.WORKER_MANAGE;
    }

    @Override
    public Namespace namespace() {
        return Namespace.ROOT;
    }
}
