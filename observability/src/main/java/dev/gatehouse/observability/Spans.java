package dev.gatehouse.observability;

import io.opentelemetry.api.common.AttributeKey;

/**
 * Names of spans and of the attributes they carry: OpenTelemetry semantic conventions, and {@code gatehouse.*} where
 * none exists. One execution is one story: HTTP, decide, accept, (link) claim, start, resolve, run, report.
 */
public final class Spans {
    public static final String DECIDE = "decide";
    public static final String ACCEPT = "accept";
    public static final String CLAIM = "claim";
    public static final String START = "start";
    public static final String RESOLVE = "resolve";
    public static final String RUN = "run";
    public static final String REPORT = "report";

    public static final AttributeKey<String> EXECUTION = AttributeKey.stringKey("cicd.pipeline.run.id");
    public static final AttributeKey<String> JOB = AttributeKey.stringKey("cicd.pipeline.name");
    public static final AttributeKey<String> RESULT = AttributeKey.stringKey("cicd.pipeline.result");
    public static final AttributeKey<String> WORKER = AttributeKey.stringKey("cicd.worker.id");
    public static final AttributeKey<String> RULE = AttributeKey.stringKey("security_rule.name");
    public static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
    public static final AttributeKey<String> DECISION = AttributeKey.stringKey("gatehouse.decision.id");
    public static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("gatehouse.decision.outcome");

    private Spans() {}
}
