package dev.gatehouse.policy;

/** May the subject read the tenant's audit log? */
public record AuditQuestion(Subject subject) implements Question<AuditPermit> {
    @Override
    public Permission permission() {
        return Permission.AUDIT_READ;
    }

    @Override
    public Namespace namespace() {
        return Namespace.ROOT;
    }
}
