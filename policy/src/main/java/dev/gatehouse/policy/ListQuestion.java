package dev.gatehouse.policy;

/** May the subject list what the permission reads, in this namespace and below? */
public record ListQuestion(Subject subject, Permission permission, Namespace namespace)
        implements Question<ListPermit> {}
