package dev.gatehouse.observability;

/** Keys of structured log records. Trace and span ids are added by OpenTelemetry itself. */
public final class LogKeys {
    public static final String TENANT = "tenant";
    public static final String EXECUTION = "execution";
    public static final String WORKER = "worker";
    public static final String SESSION = "session";
    public static final String ERROR_TYPE = "error.type";
    public static final String REASON = "reason";

    private LogKeys() {}
}
