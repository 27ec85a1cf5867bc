package dev.gatehouse.observability;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;

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

    public static final AttributeKey<String> MESSAGING_SYSTEM = AttributeKey.stringKey("messaging.system");
    public static final AttributeKey<String> MESSAGING_OPERATION = AttributeKey.stringKey("messaging.operation.name");
    public static final AttributeKey<String> MESSAGING_TYPE = AttributeKey.stringKey("messaging.operation.type");
    public static final AttributeKey<String> MESSAGING_DESTINATION =
            AttributeKey.stringKey("messaging.destination.name");
    public static final AttributeKey<String> MESSAGING_MESSAGE = AttributeKey.stringKey("messaging.message.id");
    public static final AttributeKey<Long> MESSAGING_BATCH = AttributeKey.longKey("messaging.batch.message_count");

    private static final String SYSTEM = "gatehouse";

    private Spans() {}

    /** Executions dispatched to a worker, as messages it receives: a claim of so many. */
    public static Attributes claiming(int executions) {
        return Attributes.of(
                MESSAGING_SYSTEM, SYSTEM, MESSAGING_OPERATION, CLAIM, MESSAGING_TYPE, "receive", MESSAGING_BATCH, (long)
                        executions);
    }

    /** A claimed execution, as a message that a worker begins to process. */
    public static Attributes starting(String execution) {
        return Attributes.of(
                MESSAGING_SYSTEM,
                SYSTEM,
                MESSAGING_OPERATION,
                START,
                MESSAGING_TYPE,
                "process",
                MESSAGING_MESSAGE,
                execution);
    }
}
