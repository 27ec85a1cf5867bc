package dev.gatehouse.policy;

/** May the subject start a job of this name? Asked before anybody looks whether there is one. */
public record LookupQuestion(Subject subject, JobName job) implements Question<LookupPermit> {
    @Override
    public Permission permission() {
        return Permission.EXECUTION_CREATE;
    }

    @Override
    public Namespace namespace() {
        return job.namespace();
    }
}
