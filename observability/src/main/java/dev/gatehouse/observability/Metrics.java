package dev.gatehouse.observability;

/** Names of meters and of their labels: OpenTelemetry semantic conventions where there are any. Nobody is a label. */
public final class Metrics {
    /** Counter: what policy answered to requests for executions; by {@link #OUTCOME}. */
    public static final String DECISIONS = "gatehouse.decisions";

    /** Counter: executions that were accepted; by {@link #TENANT}. */
    public static final String ACCEPTED = "gatehouse.executions.accepted";

    public static final String OUTCOME = "outcome";
    public static final String TENANT = "tenant";

    private Metrics() {}
}
