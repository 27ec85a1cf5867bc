package dev.gatehouse.gateway.limit;

import java.util.Locale;

/** What a limit counts apart, of all that is started in its namespace and below. */
public enum Per {
    /** Nothing: everything that the tenant starts counts together. */
    TENANT,
    /** Nothing: everything in the namespace and below counts together. */
    NAMESPACE,
    /** Each job, by its full name: one that is declared anew goes on where it was. */
    JOB,
    /** Each subject that starts something. */
    SUBJECT;

    static Per of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** As a manifest writes it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What the start counts as: the same for all that count together. */
    String key(Start start) {
        return switch (this) {
            case TENANT, NAMESPACE -> "";
            case JOB -> start.job().toString();
            case SUBJECT -> start.subject().toString();
        };
    }
}
