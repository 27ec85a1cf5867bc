package dev.gatehouse.policy;

/** What a subject is. */
public enum SubjectKind {
    USER,
    SERVICE_ACCOUNT,
    WORKER
}
