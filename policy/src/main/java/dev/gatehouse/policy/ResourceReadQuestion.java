package dev.gatehouse.policy;

/**
 * May the subject read this resource?
 *
 * @param kind in lower-case singular
 * @param namespace the root for tenant-scoped kinds
 */
public record ResourceReadQuestion(Subject subject, String kind, Namespace namespace, String name)
        implements Question<ResourceReadPermit> {
    @Override
    public Permission permission() {
        return Permission.read(kind);
    }
}
