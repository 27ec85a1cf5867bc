package dev.gatehouse.gateway.limit;

import java.util.Locale;

/** What a limit counts. */
public enum LimitKind {
    /** Requests to start something, by each gateway for itself. */
    RATE("rate_limited"),
    /** Executions that are accepted within a window. */
    EXECUTIONS("quota_exhausted"),
    /** Executions that run at once. */
    CONCURRENCY("concurrency_full");

    private final String code;

    LimitKind(String code) {
        this.code = code;
    }

    /** Of the problem, and of the reason in events. */
    public String code() {
        return code;
    }

    /** As a manifest writes it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
