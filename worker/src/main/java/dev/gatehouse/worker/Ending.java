package dev.gatehouse.worker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended.
 *
 * @param outputs redacted
 * @param error one snake_case code, absent for a success
 * @param stopped whether the connector ended it because of a stop
 */
public record Ending(
        ReportRequest.Outcome outcome,
        @Nullable Integer exitCode,
        @Nullable ObjectNode outputs,
        @Nullable String error,
        boolean stopped) {

    /** An attempt that did not do its work. */
    public static Ending failed(@Nullable Integer exitCode, String error) {
        return new Ending(ReportRequest.Outcome.FAILED, exitCode, null, error, false);
    }
}
