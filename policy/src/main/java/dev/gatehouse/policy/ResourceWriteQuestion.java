package dev.gatehouse.policy;

/**
 * May the subject declare, change or remove this resource?
 *
 * @param kind in lower-case singular
 * @param namespace the root for tenant-scoped kinds
 */
public record ResourceWriteQuestion(Subject subject, String kind, Namespace namespace, String name)
        implements Question<WritePermit> {
    @Override
    public Permission permission() {
        return Permission.write(kind);
    }
}
